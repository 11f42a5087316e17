{{ config(meta={'needs': [
    'ssd_cin_assessments', 'ssd_cin_plans or ext_reported_history.case_status (latest)', 'ssd_cp_plans', 'ssd_cla_episodes',
    'ssd_legal_status', 'ext_care_leaver_spell or ssd_care_leavers.clea_care_leaver_eligibility (latest)'
], 'chosen_from': 'care_leavers_supported'}) }}

with counted as (
    select child_id as case_id, child_id, cohort, from_on, to_on, 1 as numerator, 0 as denominator
    from {{ ref('open_to_social_care') }}
)

{{ spell_cases('children_open_to_social_care', category_1='counted.cohort') }}
