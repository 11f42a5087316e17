{{ config(meta={'needs': ['ssd_cp_plans.cppl_cp_plan_initial_category', 'ext_neglect_toolkit'], 'look_back': 'neglect_toolkit_look_back_cp'}) }}

with counted as (
    select
        plan.cp_plan_id as case_id,
        plan.child_id,
        plan.start_date as from_on,
        case when count(toolkit.child_id) > 0 then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('cp_plan') }} as plan
    left join {{ ref('cp_neglect_toolkit') }} as toolkit
        on plan.child_id = toolkit.child_id
        and toolkit.completed_on <= plan.to_on
        and toolkit.speaks_for_plans_to >= plan.start_date
        and plan.start_date >= toolkit.from_on
        and plan.start_date < toolkit.to_on
    where {{ includes_neglect('plan.initial_category') }}
    group by plan.cp_plan_id, plan.child_id, plan.start_date
)

{{ event_cases('new_cp_neglect_plans_with_toolkit') }}
