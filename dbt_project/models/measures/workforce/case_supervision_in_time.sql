{{ config(meta={
    'needs': [
        'ssd_cin_assessments', 'ssd_cin_plans', 'ssd_cp_plans', 'ssd_cla_episodes', 'ssd_legal_status',
        'ext_care_leaver_spell or ssd_care_leavers.clea_care_leaver_eligibility (latest)', 'ext_supervision'
    ],
    'requirement': 'Case supervision', 'action': 'Hold and record case supervision'
}) }}

with counted as (
    select child_id as case_id, child_id, cohort, done_on, due_on, from_on, to_on, in_time as numerator, 1 as denominator
    from {{ ref('supervision_clock') }}
)

{{ spell_cases('case_supervision_in_time', category_1='counted.cohort', due_on='counted.due_on', done_on='counted.done_on') }}
