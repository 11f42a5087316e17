{{ config(meta={
    'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_sdq_scores.csdq_sdq_completed_date', 'ssd_sdq_scores.csdq_sdq_score'],
    'chosen_from': 'cla_sdq_up_to_date'
}) }}

with high as (
    select child_id, from_on, to_on
    from {{ with_standard(ref('sdq_score'), 'sdq_concern_score') }}
    where score >= limit_number
),

counted as (
    select child_id as case_id, child_id, placement_type, from_on, to_on, 1 as numerator, 0 as denominator
    from {{ on_days_of(ref('child_in_care'), 'high') }}
)

{{ spell_cases('cla_sdq_high_scores', category_1='counted.placement_type') }}
