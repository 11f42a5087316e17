{{ config(meta={'needs': ['ssd_early_help_episodes', 'ssd_cin_episodes'], 'look_back': 'early_help_step_up_window'}) }}

with counted as (
    select
        episode.episode_id as case_id,
        episode.child_id,
        episode.tier,
        episode.step_up_window_ends_on as from_on,
        -- Exactly the end of the window is outside it (printed: less than 6 months); the day of closure is inside.
        case when count(referral.referral_id) = 0 then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('early_help_episode') }} as episode
    cross join {{ ref('night') }} as night
    left join {{ ref('referral') }} as referral
        on episode.child_id = referral.child_id
        and not referral.is_no_further_action
        and referral.referral_date >= episode.end_date
        and referral.referral_date < episode.step_up_window_ends_on
    where coalesce(episode.supports_social_care, 'N') <> 'Y'
        and episode.step_up_window_ends_on <= night.as_of
    group by episode.episode_id, episode.child_id, episode.tier, episode.step_up_window_ends_on
)

{{ event_cases('early_help_closed_no_step_up_in_6_months', category_1='counted.tier') }}
