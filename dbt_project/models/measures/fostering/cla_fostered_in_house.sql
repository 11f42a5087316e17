{{ config(meta={'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_cla_placement.clap_cla_placement_provider']}) }}

with counted as (
    select
        care.child_id as case_id,
        care.child_id,
        care.from_on,
        care.to_on,
        case when placement.provider = 'PR1' then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('child_in_care') }} as care
    inner join {{ ref('placement') }} as placement using (placement_id)
    where care.placement_type in ('U1', 'U2', 'U3', 'U4', 'U5', 'U6')
)

{{ spell_cases('cla_fostered_in_house') }}
