{{ config(meta={
    'needs': [
        'ssd_cin_assessments', 'ssd_cin_plans', 'ssd_cp_plans', 'ssd_cla_episodes', 'ssd_legal_status',
        'ext_care_leaver_spell or ssd_care_leavers.clea_care_leaver_eligibility (latest)', 'ssd_involvements.invo_professional_role_id'
    ],
    'look_back': 'social_worker_window'
}) }}

with population as (select child_id, from_on, to_on from {{ ref('open_child') }}),

stable as (
    select child_id, from_on, to_on
    from {{ with_standard("(select * from " ~ ref('social_worker_count') ~ " where window_parameter = 'social_worker_window')",
        'social_worker_max') }}
    where workers <= limit_number
),

counted as (
    select *, child_id as case_id, 1 as denominator
    from {{ met_and_unmet('population', 'stable') }}
)

{{ spell_cases('children_with_two_or_fewer_social_workers') }}
