{{ config(meta={
    'needs': ['ext_care_leaver_spell or ssd_care_leavers.clea_care_leaver_eligibility (latest)', 'ext_pathway_plan or ssd_care_leavers.clea_pathway_plan_review_date (latest)', 'ssd_cla_episodes', 'ssd_legal_status', 'ssd_person'],
    'look_back': 'pathway_plan_interval', 'age_bands': 'care_leavers',
    'requirement': 'Pathway plan review', 'action': 'Review the pathway plan'
}) }}

-- Nobody has a first interval: without a plan a person is not in time from the first day.
with counted as (
    select *, child_id as case_id, in_time as numerator, 1 as denominator
    from {{ up_to_date(ref('care_leaver_support'), ref('pathway_plan'), 'pathway_plan_interval') }}
)

{{ spell_cases('care_leaver_pathway_plans_up_to_date', due_on='counted.due_on', done_on='counted.done_on') }}
