{{ config(meta={
    'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_cla_health', 'ssd_person'],
    'age_bands': 'health',
    'requirement': 'Health assessment', 'action': 'Arrange the health assessment'
}) }}

-- Children inside their first days in care, whose initial assessment is not due yet, are left out.
with care as (
    select * from {{ lasting(ref('child_in_care'), 'cla_health_first_due_days', 'care_from_on') }}
),

counted as (
    select
        care.child_id as case_id,
        care.child_id,
        care.placement_type,
        clock.done_on,
        clock.due_on,
        greatest(care.from_on, clock.from_on) as from_on,
        least(care.to_on, clock.to_on) as to_on,
        clock.in_time as numerator,
        1 as denominator
    from care
    inner join {{ ref('cla_health_clock') }} as clock
        on care.child_id = clock.child_id
        and care.from_on < clock.to_on
        and clock.from_on < care.to_on
)

{{ spell_cases('cla_health_assessments_up_to_date', category_1='counted.placement_type',
    due_on='counted.due_on', done_on='counted.done_on') }}
