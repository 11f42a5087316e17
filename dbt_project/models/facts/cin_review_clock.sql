-- The clock starts with the plan, then with every review held while it was open.
with touch as (
    select
        cin_plan_id as case_id,
        child_id,
        to_on,
        'cin_review_first' as parameter,
        from_on as started_on,
        cast(null as date) as done_on
    from {{ ref('cin_plan_stretch') }}
    union all
    select cin_plan_id, child_id, plan_to_on, 'cin_review_interval', held_on, held_on
    from {{ ref('cin_review') }}
    where held_on < plan_to_on
),

state as (select * from {{ in_time_stretches(from_each_touch('touch')) }})

select case_id as cin_plan_id, child_id, done_on, due_on, from_on, to_on, in_time
from {{ without_days('state', ref('protected_or_in_care')) }}
