{{ config(meta={
    'needs': ['ssd_cp_plans', 'ssd_cp_visits.cppv_cp_visit_seen', 'ssd_person'],
    'requirement': 'Child protection visit', 'action': 'See the child'
}) }}

with counted as (
    select cp_plan_id as case_id, child_id, done_on, due_on, from_on, to_on, in_time as numerator, 1 as denominator
    from {{ ref('cp_visit_clock') }}
)

{{ spell_cases('cp_visits_in_time', due_on='counted.due_on', done_on='counted.done_on') }}
