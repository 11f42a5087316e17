{{ config(meta={
    'needs': ['ssd_cin_plans', 'ssd_cp_plans', 'ssd_cla_episodes', 'ssd_legal_status', 'ssd_cin_visits.cinv_cin_visit_seen', 'ssd_person'],
    'requirement': 'Child in need visit', 'action': 'See the child'
}) }}

with counted as (
    select child_id as case_id, child_id, done_on, due_on, from_on, to_on, in_time as numerator, 1 as denominator
    from {{ ref('cin_visit_clock') }}
)

{{ spell_cases('cin_visits_in_time', due_on='counted.due_on', done_on='counted.done_on') }}
