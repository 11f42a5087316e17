{{ config(meta={
    'needs': [
        'ssd_cla_episodes', 'ssd_legal_status', 'ssd_cla_placement', 'ssd_involvements.invo_professional_role_id'
    ],
    'look_back': 'cla_social_worker_window'
}) }}

with population as (select child_id, placement_type, from_on, to_on from {{ ref('child_in_care') }}),

stable as (
    select child_id, from_on, to_on
    from {{ with_standard("(select * from " ~ ref('social_worker_count') ~ " where window_parameter = 'cla_social_worker_window')",
        'social_worker_max') }}
    where workers <= limit_number
),

counted as (
    select *, child_id as case_id, 1 as denominator
    from {{ met_and_unmet('population', 'stable') }}
)

{{ spell_cases('cla_with_two_or_fewer_social_workers', category_1='counted.placement_type') }}
