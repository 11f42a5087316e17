{{ config(meta={
    'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_cla_health.clah_health_check_status', 'ssd_person'],
    'look_back': 'cla_health_interval_5_plus', 'age_bands': 'health',
    'requirement': 'Health assessment', 'action': 'Arrange the health assessment'
}) }}

-- Children inside their first days in care, whose initial assessment is not due yet, are left out.
with care as (
    select * from {{ lasting(ref('child_in_care'), 'cla_health_first_due_days', 'care_from_on') }}
),

counted as (
    select *, child_id as case_id, in_time as numerator, 1 as denominator
    from {{ on_days_of('care', ref('cla_health_clock'), ['done_on', 'due_on', 'in_time']) }}
)

{{ spell_cases('cla_health_assessments_up_to_date', category_1='counted.placement_type',
    due_on='counted.due_on', done_on='counted.done_on') }}
