{{ config(meta={
    'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ext_pathway_plan or ssd_care_leavers.clea_pathway_plan_review_date (latest)', 'ssd_person'],
    'look_back': 'pathway_plan_interval',
    'requirement': 'Pathway plan', 'action': 'Make or review the pathway plan'
}) }}

with care as (
    select child_id as case_id, child_id, from_on, to_on
    from {{ on_days_of(ref('time_in_care'), ref('pathway_expected')) }}
),

counted as (
    select *, in_time as numerator, 1 as denominator
    from {{ up_to_date('care', ref('pathway_plan'), 'pathway_plan_interval') }}
)

{{ spell_cases('cla_pathway_plans_up_to_date', due_on='counted.due_on', done_on='counted.done_on') }}
