{{ config(meta={'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_cla_placement']}) }}

with counted as (
    select
        child_id as case_id,
        child_id,
        placement_type,
        legal_status,
        from_on,
        to_on,
        1 as numerator,
        0 as denominator
    from {{ ref('child_in_care') }}
)

{{ spell_cases('cla_at_period_end', category_1='counted.placement_type', category_2='counted.legal_status') }}
