{{ config(meta={'needs': ['ssd_cin_episodes']}) }}

with counted as (
    select
        referral_id as case_id,
        child_id,
        team_id,
        source_code,
        referral_date as from_on,
        1 as numerator,
        0 as denominator
    from {{ ref('referral') }}
    where is_episode_alone is not true
)

{{ event_cases('referrals', team='counted.team_id', category_1='counted.source_code') }}
