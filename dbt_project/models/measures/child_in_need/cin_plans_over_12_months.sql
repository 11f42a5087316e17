{{ config(meta={'needs': ['ssd_cin_plans', 'ssd_cp_plans', 'ssd_cla_episodes', 'ssd_legal_status']}) }}

with plan as (select child_id as case_id, child_id, from_on, to_on from {{ ref('cin_plan_stretch') }}),

long as (select * from {{ lasting('plan', 'cin_plan_long') }}),

state as (select * from {{ met_and_unmet('plan', 'long') }}),

counted as (
    select *, 1 as denominator
    from {{ without_days('state', ref('protected_or_in_care')) }}
)

{{ spell_cases('cin_plans_over_12_months') }}
