{{ config(meta={'needs': ['ssd_cp_plans']}) }}

with counted as (
    select
        cp_plan_id as case_id,
        child_id,
        from_on,
        to_on,
        1 as numerator,
        0 as denominator
    from {{ ref('cp_plan_stretch') }}
)

{{ spell_cases('cp_plan_rate') }}
