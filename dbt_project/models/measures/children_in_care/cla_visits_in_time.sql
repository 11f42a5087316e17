{{ config(meta={
    'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_cla_placement', 'ssd_cla_visits.clav_cla_visit_seen'],
    'requirement': 'Statutory visit to a child in care', 'action': 'See the child in the placement'
}) }}

with counted as (
    select *, child_id as case_id, in_time as numerator, 1 as denominator
    from {{ on_days_of(ref('child_in_care'), ref('cla_visit_clock'), ['done_on', 'due_on', 'in_time']) }}
)

{{ spell_cases('cla_visits_in_time', category_1='counted.placement_type', due_on='counted.due_on', done_on='counted.done_on') }}
