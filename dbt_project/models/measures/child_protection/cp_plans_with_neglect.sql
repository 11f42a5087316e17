{{ config(meta={'needs': ['ssd_cp_plans.cppl_cp_plan_latest_category']}) }}

with counted as (
    select
        cp_plan_id as case_id,
        child_id,
        from_on,
        to_on,
        case when {{ includes_neglect('latest_category') }} then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('cp_plan_stretch') }}
)

{{ spell_cases('cp_plans_with_neglect') }}
