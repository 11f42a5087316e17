{{ config(meta={
    'needs': ['ssd_cp_plans', 'ext_plan_update or ssd_cp_reviews.cppr_cp_review_date'],
    'requirement': 'Child protection plan', 'action': 'Bring the plan up to date'
}) }}

with counted as (
    select cp_plan_id as case_id, child_id, done_on, due_on, from_on, to_on, in_time as numerator, 1 as denominator
    from {{ ref('cp_plan_update_clock') }}
)

{{ spell_cases('cp_plans_up_to_date', due_on='counted.due_on', done_on='counted.done_on') }}
