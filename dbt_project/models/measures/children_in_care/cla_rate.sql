{{ config(meta={'needs': ['ssd_cla_episodes', 'ssd_legal_status']}) }}

with counted as (
    select child_id as case_id, child_id, from_on, to_on, 1 as numerator, 0 as denominator
    from {{ ref('time_in_care') }}
)

{{ spell_cases('cla_rate') }}
