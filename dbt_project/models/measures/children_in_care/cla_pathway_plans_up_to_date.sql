{{ config(meta={
    'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ext_pathway_plan or ssd_care_leavers.clea_pathway_plan_review_date (latest)', 'ssd_person'],
    'requirement': 'Pathway plan', 'action': 'Make or review the pathway plan'
}) }}

with care as (
    select
        care.child_id as case_id,
        care.child_id,
        greatest(care.from_on, expected.from_on) as from_on,
        least(care.to_on, expected.to_on) as to_on
    from {{ ref('time_in_care') }} as care
    inner join {{ ref('pathway_expected') }} as expected
        on care.child_id = expected.child_id
        and care.from_on < expected.to_on
        and expected.from_on < care.to_on
),

counted as (
    select *, in_time as numerator, 1 as denominator
    from {{ up_to_date('care', ref('pathway_plan'), 'pathway_plan_interval') }}
)

{{ spell_cases('cla_pathway_plans_up_to_date', due_on='counted.due_on', done_on='counted.done_on') }}
