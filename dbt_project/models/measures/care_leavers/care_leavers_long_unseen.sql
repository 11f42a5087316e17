{{ config(meta={
    'needs': ['ext_care_leaver_spell', 'ext_visit.seen', 'ssd_cla_episodes', 'ssd_legal_status', 'ssd_person'],
    'age_bands': 'care_leaver_visits',
    'chosen_from': 'care_leaver_visits_in_time'
}) }}

with seen as (
    select *, 'care_leaver_long_unseen_window' as parameter
    from {{ ref('care_leaver_seen') }}
),

counted as (
    select child_id as case_id, child_id, done_on, due_on, from_on, to_on, 1 as numerator, 0 as denominator
    from {{ in_time_stretches('seen') }}
    where in_time = 0
)

{{ spell_cases('care_leavers_long_unseen', due_on='counted.due_on', done_on='counted.done_on') }}
