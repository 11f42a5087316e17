-- A child in two cases at once counts on the one that started first.
with legal_case as (
    select
        child_id,
        legal_case_id,
        started_on,
        started_on as from_on,
        coalesce(ended_on, {{ far_future() }}) as to_on
    from {{ ref('stg_legal_case') }}
    where kind = 'pre_proceedings'
),

stretch as (
    select
        legal_case_id as case_id,
        child_id,
        cast(null as date) as done_on,
        started_on,
        'pre_proceedings_weeks' as parameter,
        from_on,
        to_on
    from {{ earliest_counts('legal_case', 'legal_case_id') }}
)

select case_id as legal_case_id, child_id, started_on, due_on, from_on, to_on, in_time
from {{ in_time_stretches('stretch') }}
