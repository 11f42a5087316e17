with plan as (select *, cin_plan_id as case_id from {{ ref('cin_plan_stretch') }}),

state as (
    select *
    from {{ visit_clock('plan', ref('stg_cin_visit'), 'cin_visit_interval', override_purpose='cin_visit') }}
)

-- Time on a protection plan or in care is taken out afterwards: it does not restart the clock.
select case_id as cin_plan_id, child_id, done_on, due_on, from_on, to_on, in_time
from {{ without_days('state', ref('protected_or_in_care')) }}
