{{ config(meta={'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_sdq_scores.csdq_sdq_completed_date']}) }}

with high as (
    select child_id, from_on, to_on
    from {{ with_standard(ref('sdq_score'), 'sdq_concern_score') }}
    where score >= limit_number
),

counted as (
    select
        care.child_id as case_id,
        care.child_id,
        care.placement_type,
        greatest(care.from_on, high.from_on) as from_on,
        least(care.to_on, high.to_on) as to_on,
        1 as numerator,
        0 as denominator
    from {{ ref('child_in_care') }} as care
    inner join high
        on care.child_id = high.child_id
        and care.from_on < high.to_on
        and high.from_on < care.to_on
)

{{ spell_cases('cla_sdq_high_scores', category_1='counted.placement_type') }}
