{{ config(meta={'needs': ['ssd_cla_episodes', 'ssd_legal_status']}) }}

with counted as (
    select
        child_id as case_id,
        child_id,
        placement_type,
        from_on,
        to_on,
        case when legal_status = 'V2' then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('child_in_care') }}
)

{{ spell_cases('cla_accommodated_under_section_20', category_1='counted.placement_type') }}
