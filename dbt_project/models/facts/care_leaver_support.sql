-- Support under a leaving-care entitlement, less days looked after.
with support as (
    select
        child_id,
        eligibility,
        spell_id,
        support_started_on as from_on,
        coalesce(support_ended_on, {{ far_future() }}) as to_on
    from {{ ref('stg_care_leaver_spell') }}
    where eligibility in ('Relevant', 'Former Relevant', 'Qualifying')
),

once as (select child_id, eligibility, from_on, to_on from {{ earliest_counts('support', 'spell_id') }})

select child_id, eligibility, from_on, to_on
from {{ without_days('once', ref('time_in_care')) }}
