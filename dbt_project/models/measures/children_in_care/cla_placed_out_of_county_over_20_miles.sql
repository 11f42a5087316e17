{{ config(meta={
    'needs': [
        'ssd_cla_episodes', 'ssd_legal_status', 'ssd_cla_placement.clap_cla_placement_distance',
        'ext_placement_detail.in_authority or ext_placement_detail.placement_la'
    ]
}) }}

with care as (
    select
        care.child_id,
        care.placement_type,
        care.from_on,
        care.to_on,
        placement.is_out_of_area,
        placement.distance_miles
    from {{ ref('child_in_care') }} as care
    left join {{ ref('placement') }} as placement using (placement_id)
),

counted as (
    select
        *,
        child_id as case_id,
        case when is_out_of_area and distance_miles > limit_number then 1 else 0 end as numerator,
        1 as denominator
    from {{ with_standard('care', 'out_of_area_distance') }}
)

{{ spell_cases('cla_placed_out_of_county_over_20_miles', category_1='counted.placement_type') }}
