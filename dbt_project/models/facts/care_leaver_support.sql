-- Support under a leaving-care entitlement, less days looked after. A spell without entitlement takes that of the child's
-- current row; where no spells are supplied that row counts as open from the extract that shows it.
with current_row as (
    select child_id, arg_max(eligibility, care_leaver_row_id) as eligibility
    from {{ ref('stg_care_leaver') }}
    group by child_id
),

support as (
    select
        spell.child_id,
        coalesce(spell.eligibility, current_row.eligibility) as eligibility,
        spell.spell_id,
        spell.support_started_on as from_on,
        coalesce(spell.support_ended_on, {{ far_future() }}) as to_on
    from {{ ref('stg_care_leaver_spell') }} as spell
    left join current_row using (child_id)
    where coalesce(spell.eligibility, current_row.eligibility) in ('Relevant', 'Former Relevant', 'Qualifying')
    union all
    select shown.child_id, current_row.eligibility, shown.care_leaver_row_id, supply.as_at, {{ far_future() }}
    from {{ ref('stg_care_leaver') }} as shown
    inner join current_row using (child_id)
    inner join {{ ref('stg_supply') }} as supply on supply.table_name = 'ssd_care_leavers'
    where current_row.eligibility in ('Relevant', 'Former Relevant', 'Qualifying')
        and not exists (select 1 from {{ ref('stg_supply') }} where table_name = 'ext_care_leaver_spell')
),

once as (select child_id, eligibility, from_on, to_on from {{ earliest_counts('support', 'spell_id') }})

select child_id, eligibility, from_on, to_on
from {{ without_days('once', ref('time_in_care')) }}
