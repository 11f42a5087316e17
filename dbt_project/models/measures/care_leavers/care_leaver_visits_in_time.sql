{{ config(meta={
    'needs': ['ext_care_leaver_spell', 'ext_visit.seen', 'ssd_cla_episodes', 'ssd_legal_status', 'ssd_person'],
    'age_bands': 'care_leaver_visits',
    'requirement': 'Care leaver visit', 'action': 'See the young person'
}) }}

with counted as (
    select child_id as case_id, child_id, done_on, due_on, from_on, to_on, in_time as numerator, 1 as denominator
    from {{ ref('care_leaver_visit_clock') }}
)

{{ spell_cases('care_leaver_visits_in_time', due_on='counted.due_on', done_on='counted.done_on') }}
