-- The clock starts with the plan, with birth, and with every visit on which the child was seen while the plan was open.
-- Time on a protection plan or in care is taken out of the stretches afterwards: it does not restart the clock.
with touch as (
    select
        cin_plan_id,
        child_id,
        to_on,
        cast(null as date) as done_on,
        greatest(from_on, coalesce(born_on, from_on)) as started_on
    from {{ ref('cin_plan_stretch') }}
    union
    select plan.cin_plan_id, plan.child_id, plan.to_on, visit.visit_date, visit.visit_date
    from {{ ref('cin_plan_stretch') }} as plan
    inner join {{ ref('stg_cin_visit') }} as visit
        on plan.child_id = visit.child_id
        and visit.seen = 'Y'
        and visit.visit_date >= plan.from_on
        and visit.visit_date < plan.to_on
        and visit.visit_date >= coalesce(plan.born_on, visit.visit_date)
),

-- A visit on the day the plan starts is one touch with it.
day as (
    select cin_plan_id, child_id, to_on, started_on, max(done_on) as done_on
    from touch
    group by all
),

stretch as (
    select
        cin_plan_id as case_id,
        child_id,
        done_on,
        started_on,
        'cin_visit_interval' as parameter,
        started_on as from_on,
        lead(started_on, 1, to_on) over (partition by cin_plan_id order by started_on) as to_on
    from day
    where started_on < to_on
),

state as (select * from {{ in_time_stretches('stretch', override_purpose='cin_visit') }})

select case_id as cin_plan_id, child_id, done_on, due_on, from_on, to_on, in_time
from {{ without_days('state', ref('protected_or_in_care')) }}
