{{ config(meta={
    'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_cla_health.clah_health_check_status', 'ssd_person'],
    'look_back': 'cla_dental_interval',
    'requirement': 'Dental check', 'action': 'Arrange the dental check'
}) }}

-- Entered like the health assessment; there is no further grace at the youngest age.
with care as (
    select child_id as case_id, child_id, placement_type, from_on, to_on
    from {{ lasting(ref('child_in_care'), 'cla_health_first_due_days', 'care_from_on') }}
),

of_age as (select * from {{ of_age('care', youngest='cla_dental_min_age') }}),

checked as (select child_id, done_on from {{ ref('health_check') }} where check_type = 'Dental Check'),

counted as (
    select *, in_time as numerator, 1 as denominator
    from {{ up_to_date('of_age', 'checked', 'cla_dental_interval') }}
)

{{ spell_cases('cla_dental_checks_up_to_date', category_1='counted.placement_type',
    due_on='counted.due_on', done_on='counted.done_on') }}
