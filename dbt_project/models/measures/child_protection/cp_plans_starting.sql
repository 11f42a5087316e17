{{ config(meta={'needs': ['ssd_cp_plans (events)']}) }}

with counted as (
    select cp_plan_id as case_id, child_id, start_date as from_on, 1 as numerator, 0 as denominator
    from {{ ref('cp_plan') }}
)

{{ event_cases('cp_plans_starting') }}
