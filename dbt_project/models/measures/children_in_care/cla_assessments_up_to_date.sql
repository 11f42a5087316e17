{{ config(meta={
    'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_cin_assessments.cina_assessment_auth_date'],
    'look_back': 'cla_assessment_interval',
    'requirement': 'Assessment of a child in care', 'action': 'Bring the assessment up to date'
}) }}

with care as (select child_id as case_id, child_id, from_on, to_on from {{ ref('time_in_care') }}),

assessed as (select child_id, authorised_date as done_on from {{ ref('assessment') }}),

counted as (
    select *, in_time as numerator, 1 as denominator
    from {{ up_to_date('care', 'assessed', 'cla_assessment_interval') }}
)

{{ spell_cases('cla_assessments_up_to_date', due_on='counted.due_on', done_on='counted.done_on') }}
