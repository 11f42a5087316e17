{{ config(meta={'needs': ['ssd_cp_plans', 'ext_legal_case.ended_on']}) }}

with protection as (select cp_plan_id as case_id, child_id, from_on, to_on from {{ ref('cp_protection') }}),

long as (select * from {{ lasting('protection', 'cp_plan_long') }}),

counted as (
    select *, 1 as denominator
    from {{ met_and_unmet('long', ref('in_proceedings')) }}
)

{{ spell_cases('cp_plans_over_2_years_in_proceedings') }}
