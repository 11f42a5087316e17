{{ config(meta={
    'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ext_pep.quality_assured', 'ssd_person'],
    'requirement': 'Personal education plan', 'action': 'Complete the personal education plan'
}) }}

-- Children inside their first days in care, whose first plan is not due yet, are left out.
with pupil as (
    select * from {{ lasting(ref('cla_pupil'), 'pep_first_days', 'care_from_on') }}
),

counted as (
    select *, child_id as case_id, in_time as numerator, 1 as denominator
    from {{ on_days_of('pupil', ref('pep_clock'), ['done_on', 'due_on', 'in_time']) }}
)

{{ spell_cases('cla_peps_up_to_date', category_1='counted.phase', category_2='counted.sen_status',
    due_on='counted.due_on', done_on='counted.done_on') }}
