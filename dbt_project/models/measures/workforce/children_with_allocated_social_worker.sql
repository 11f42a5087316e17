{{ config(meta={'needs': [
    'ssd_cin_assessments', 'ssd_cin_plans', 'ssd_cp_plans', 'ssd_cla_episodes', 'ssd_legal_status',
    'ext_care_leaver_spell or ssd_care_leavers.clea_care_leaver_eligibility (latest)', 'ssd_involvements.invo_professional_role_id', 'ext_worker or ssd_professionals'
]}) }}

with counted as (
    select child_id as case_id, child_id, from_on, to_on, case when is_allocated then 1 else 0 end as numerator, 1 as denominator
    from {{ ref('allocated_child') }}
)

{{ spell_cases('children_with_allocated_social_worker') }}
