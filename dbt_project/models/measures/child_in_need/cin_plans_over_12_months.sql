{{ config(meta={'needs': ['ssd_cin_plans', 'ssd_cp_plans', 'ssd_cla_episodes', 'ssd_legal_status']}) }}

with limited as (
    select
        plan.child_id,
        {{ add_interval('plan.from_on', 'standard.number', 'standard.unit') }} as long_on,
        greatest(plan.from_on, standard.from_on) as from_on,
        least(plan.to_on, standard.to_on) as to_on
    from {{ ref('cin_plan_stretch') }} as plan
    inner join {{ ref('standard_in_force') }} as standard on standard.parameter = 'cin_plan_long'
),

state as (
    select limited.child_id, part.numerator, part.from_on, part.to_on
    from limited,
        lateral (
            values
            (0, limited.from_on, least(limited.to_on, limited.long_on)),
            (1, greatest(limited.from_on, limited.long_on), limited.to_on)
        ) as part (numerator, from_on, to_on)
),

counted as (
    select *, child_id as case_id, 1 as denominator
    from {{ without_days('state', ref('protected_or_in_care')) }}
)

{{ spell_cases('cin_plans_over_12_months') }}
