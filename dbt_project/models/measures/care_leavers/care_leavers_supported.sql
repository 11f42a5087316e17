{{ config(meta={
    'needs': ['ext_care_leaver_spell or ssd_care_leavers.clea_care_leaver_eligibility (latest)', 'ssd_cla_episodes', 'ssd_legal_status', 'ssd_person'],
    'age_bands': 'care_leaver_visits'
}) }}

with counted as (
    select child_id as case_id, child_id, from_on, to_on, 1 as numerator, 0 as denominator
    from {{ ref('care_leaver_support') }}
)

{{ spell_cases('care_leavers_supported') }}
