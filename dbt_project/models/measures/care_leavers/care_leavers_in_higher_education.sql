{{ config(meta={
    'needs': ['ext_care_leaver_spell or ssd_care_leavers.clea_care_leaver_eligibility (latest)', 'ext_care_leaver_status.in_higher_education or ssd_care_leavers.clea_care_leaver_activity (latest)', 'ssd_cla_episodes', 'ssd_legal_status', 'ssd_person'],
    'look_back': 'care_leaver_status_max_age', 'age_bands': 'care_leavers'
}) }}

with supported as (select child_id, from_on, to_on from {{ ref('care_leaver_support') }}),

met as (
    select child_id, from_on, to_on
    from {{ ref('care_leaver_status_stretch') }}
    where in_higher_education = 'Y'
),

counted as (
    select *, child_id as case_id, 1 as denominator
    from {{ met_and_unmet('supported', 'met') }}
)

{{ spell_cases('care_leavers_in_higher_education') }}
