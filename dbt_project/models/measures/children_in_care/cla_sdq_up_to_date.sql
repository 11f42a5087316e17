{{ config(meta={
    'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_sdq_scores.csdq_sdq_completed_date', 'ssd_sdq_scores.csdq_sdq_score', 'ssd_person'],
    'look_back': 'sdq_interval',
    'requirement': 'Strengths and difficulties questionnaire', 'action': 'Have the questionnaire completed'
}) }}

-- Entered like the health assessment; there is no further grace at the youngest age.
with care as (
    select child_id as case_id, child_id, placement_type, from_on, to_on
    from {{ lasting(ref('child_in_care'), 'cla_health_first_due_days', 'care_from_on') }}
),

of_age as (select * from {{ of_age('care', youngest='sdq_min_age', oldest='sdq_max_age') }}),

scored as (select child_id, from_on as done_on from {{ ref('sdq_score') }}),

counted as (
    select *, in_time as numerator, 1 as denominator
    from {{ up_to_date('of_age', 'scored', 'sdq_interval') }}
)

{{ spell_cases('cla_sdq_up_to_date', category_1='counted.placement_type', due_on='counted.due_on', done_on='counted.done_on') }}
