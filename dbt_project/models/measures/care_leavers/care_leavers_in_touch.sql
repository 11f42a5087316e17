{{ config(meta={
    'needs': ['ext_care_leaver_spell or ssd_care_leavers.clea_care_leaver_eligibility (latest)', 'ext_visit.seen or ssd_care_leavers.clea_care_leaver_latest_contact (latest) or ssd_care_leavers.clea_care_leaver_in_touch (latest)', 'ssd_cla_episodes', 'ssd_legal_status', 'ssd_person'],
    'look_back': 'care_leaver_in_touch_window', 'age_bands': 'care_leaver_visits'
}) }}

with supported as (select child_id, from_on, to_on from {{ ref('care_leaver_support') }}),

contact as (
    select
        child_id,
        contacted_on as started_on,
        'care_leaver_in_touch_window' as parameter,
        contacted_on as from_on,
        lead(contacted_on, 1, {{ far_future() }}) over (partition by child_id order by contacted_on) as to_on
    from {{ ref('care_leaver_contact') }}
),

in_touch as (select child_id, from_on, to_on from {{ in_time_stretches('contact') }} where in_time = 1),

counted as (
    select *, child_id as case_id, 1 as denominator
    from {{ met_and_unmet('supported', 'in_touch') }}
)

{{ spell_cases('care_leavers_in_touch') }}
