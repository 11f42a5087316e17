{{ config(meta={'needs': ['ssd_cp_plans'], 'chosen_from': 'cp_plans_over_2_years'}) }}

with protection as (select cp_plan_id as case_id, child_id, from_on, to_on from {{ ref('cp_protection') }}),

counted as (
    select *, 1 as numerator, 0 as denominator
    from {{ lasting('protection', 'cp_plan_watch') }}
)

{{ spell_cases('cp_plans_over_15_months') }}
