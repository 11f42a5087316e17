{{ config(meta={'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_cla_placement', 'ext_placement_detail.in_authority or ext_placement_detail.placement_la']}) }}

with counted as (
    select
        care.child_id as case_id,
        care.child_id,
        care.placement_type,
        care.from_on,
        care.to_on,
        case when placement.is_out_of_area then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('child_in_care') }} as care
    left join {{ ref('placement') }} as placement using (placement_id)
)

{{ spell_cases('cla_placed_out_of_county', category_1='counted.placement_type') }}
