-- The clock starts with the plan, then with every review held while it was open.
with touch as (
    select
        cin_plan_id,
        child_id,
        to_on,
        cast(null as date) as done_on,
        from_on as started_on,
        'cin_review_first' as parameter
    from {{ ref('cin_plan_stretch') }}
    union all
    select cin_plan_id, child_id, plan_to_on, held_on, held_on, 'cin_review_interval'
    from {{ ref('cin_review') }}
    where held_on < plan_to_on
),

stretch as (
    select
        cin_plan_id as case_id,
        child_id,
        done_on,
        started_on,
        parameter,
        started_on as from_on,
        lead(started_on, 1, to_on) over (partition by cin_plan_id order by started_on) as to_on
    from touch
),

state as (select * from {{ in_time_stretches('stretch') }})

select case_id as cin_plan_id, child_id, done_on, due_on, from_on, to_on, in_time
from {{ without_days('state', ref('protected_or_in_care')) }}
