{{ config(meta={
    'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ext_case_activity', 'ssd_person'],
    'look_back': 'iro_activity_window'
}) }}

-- Children in care for less than the window cannot fail yet and are left out.
with care as (
    select child_id as case_id, child_id, from_on, to_on
    from {{ lasting(ref('time_in_care'), 'iro_activity_window') }}
),

of_age as (
    select * from {{ of_age('care', youngest='iro_visit_min_age', oldest='iro_visit_max_age') }}
),

activity as (select child_id, done_on from {{ ref('iro_activity') }} where kind in ('iro_visit')),

counted as (
    select *, in_time as numerator, 1 as denominator
    from {{ up_to_date('of_age', 'activity', 'iro_activity_window') }}
)

{{ spell_cases('cla_iro_visits_in_6_months', due_on='counted.due_on', done_on='counted.done_on') }}
