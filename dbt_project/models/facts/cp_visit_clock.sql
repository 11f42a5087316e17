-- The clock starts with protection, with birth, and with every visit on which the child was seen while it lasted.
with touch as (
    select
        cp_plan_id,
        child_id,
        to_on,
        cast(null as date) as done_on,
        greatest(from_on, coalesce(born_on, from_on)) as started_on
    from {{ ref('cp_protection') }}
    union
    select plan.cp_plan_id, plan.child_id, plan.to_on, visit.visit_date, visit.visit_date
    from {{ ref('cp_protection') }} as plan
    inner join {{ ref('stg_cp_visit') }} as visit
        on plan.child_id = visit.child_id
        and visit.seen = 'Y'
        and visit.visit_date >= plan.from_on
        and visit.visit_date < plan.to_on
        and visit.visit_date >= coalesce(plan.born_on, visit.visit_date)
),

-- A visit on the day the plan starts is one touch with it.
day as (
    select cp_plan_id, child_id, to_on, started_on, max(done_on) as done_on
    from touch
    group by all
),

stretch as (
    select
        cp_plan_id as case_id,
        child_id,
        done_on,
        started_on,
        'cp_visit_interval' as parameter,
        started_on as from_on,
        lead(started_on, 1, to_on) over (partition by cp_plan_id order by started_on) as to_on
    from day
    where started_on < to_on
)

select case_id as cp_plan_id, child_id, done_on, due_on, from_on, to_on, in_time
from {{ in_time_stretches('stretch', override_purpose='cp_visit') }}
