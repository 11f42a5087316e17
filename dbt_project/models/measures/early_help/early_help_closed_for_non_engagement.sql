{{ config(meta={'needs': ['ssd_early_help_episodes.earl_episode_end_reason']}) }}

with counted as (
    select
        episode_id as case_id,
        child_id,
        tier,
        end_date as from_on,
        case when end_reason in ('non_engagement', 'consent_withdrawn') then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('early_help_episode') }}
)

{{ event_cases('early_help_closed_for_non_engagement', category_1='counted.tier') }}
