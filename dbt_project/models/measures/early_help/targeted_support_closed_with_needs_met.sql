{{ config(meta={'needs': ['ssd_early_help_episodes.earl_episode_end_reason', 'ext_early_help_detail']}) }}

with counted as (
    select
        episode_id as case_id,
        child_id,
        end_date as from_on,
        case when end_reason in ('needs_met', 'needs_partly_met') then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('early_help_episode') }}
    where tier = 'targeted_support'
)

{{ event_cases('targeted_support_closed_with_needs_met') }}
