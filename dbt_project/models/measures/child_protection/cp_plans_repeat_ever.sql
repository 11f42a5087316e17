{{ config(meta={'needs': ['ssd_cp_plans (events)']}) }}

with reported as (
    select child_id, as_at
    from {{ ref('reported_history') }}
    where item = 'previous_cp_plans' and try_cast("value" as integer) >= 1
),

counted as (
    select
        plan.cp_plan_id as case_id,
        plan.child_id,
        plan.start_date as from_on,
        case
            when plan.is_continuation then 0
            when plan.previous_plan_ended_on is not null then 1
            when count(reported.child_id) > 0 then 1
            else 0
        end as numerator,
        1 as denominator
    from {{ ref('cp_plan') }} as plan
    left join reported
        on plan.child_id = reported.child_id
        and reported.as_at >= plan.start_date
        and reported.as_at <= plan.to_on
    group by plan.cp_plan_id, plan.child_id, plan.start_date, plan.is_continuation, plan.previous_plan_ended_on
)

{{ event_cases('cp_plans_repeat_ever') }}
