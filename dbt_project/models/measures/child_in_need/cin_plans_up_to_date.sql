{{ config(meta={
    'needs': ['ssd_cin_plans', 'ssd_cp_plans', 'ssd_cla_episodes', 'ssd_legal_status', 'ext_plan_update or ext_cin_review.held_on'],
    'requirement': 'Child in need plan', 'action': 'Update and finalise the plan'
}) }}

with counted as (
    select child_id as case_id, child_id, done_on, due_on, from_on, to_on, in_time as numerator, 1 as denominator
    from {{ ref('cin_plan_update_clock') }}
)

{{ spell_cases('cin_plans_up_to_date', due_on='counted.due_on', done_on='counted.done_on') }}
