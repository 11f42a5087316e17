{{ config(meta={'needs': ['ssd_cp_plans']}) }}

with protection as (select cp_plan_id as case_id, child_id, from_on, to_on from {{ ref('cp_protection') }}),

long as (select child_id, from_on, to_on from {{ lasting('protection', 'cp_plan_long') }}),

counted as (
    select *, 1 as denominator
    from {{ met_and_unmet('protection', 'long') }}
)

{{ spell_cases('cp_plans_over_2_years') }}
