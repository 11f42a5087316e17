{{ config(meta={'needs': ['ssd_early_help_episodes', 'ext_early_help_detail', 'ssd_cin_episodes']}) }}

with targeted as (
    select episode_id, child_id, supports_social_care, start_date as from_on, to_on
    from {{ ref('early_help_episode') }}
    where tier = 'targeted_support'
),

referred as (
    select child_id, referral_date as from_on, coalesce(close_date, {{ far_future() }}) as to_on
    from {{ ref('referral') }}
),

open_referral as (select * from {{ joined_stretches('referred') }}),

unanswered as (select * from targeted where supports_social_care is null),

-- Answered by the record; where it is silent, by whether a referral of the child is open.
counted as (
    select
        *,
        episode_id as case_id,
        case when supports_social_care = 'Y' then 1 else 0 end as numerator,
        1 as denominator
    from targeted
    where supports_social_care is not null
    union all
    select * exclude (numerator), episode_id, numerator, 1
    from {{ met_and_unmet('unanswered', 'open_referral') }}
)

{{ spell_cases('targeted_support_for_social_care_children') }}
