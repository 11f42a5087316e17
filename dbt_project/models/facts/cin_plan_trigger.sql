-- What called for a plan, and the day the plan put in place for it started.
select
    asked.trigger_id,
    asked.child_id,
    asked."trigger",
    asked.triggered_on,
    plan.start_date as plan_started_on
from {{ ref('stg_cin_plan_trigger') }} as asked
left join {{ ref('stg_cin_plan') }} as plan on asked.cin_plan_id = plan.cin_plan_id
where asked.required = 'Y'
