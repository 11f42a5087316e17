-- Time a child is open to targeted support, on the open episode that started last, with the latest early help that
-- ended before it began.
with targeted as (
    select *, start_date as from_on
    from {{ ref('early_help_episode') }}
    where tier = 'targeted_support' and start_date < to_on
),

current_episode as (
    select
        stretch.child_id,
        stretch.from_on,
        stretch.to_on,
        arg_max(targeted.continues_from_on, (targeted.from_on, targeted.episode_id)) as started_on
    from {{ pieces('targeted') }} as stretch
    inner join targeted
        on stretch.child_id = targeted.child_id
        and stretch.from_on >= targeted.from_on
        and stretch.from_on < targeted.to_on
    group by stretch.child_id, stretch.from_on, stretch.to_on
)

select
    episode.child_id,
    episode.from_on,
    episode.to_on,
    episode.started_on,
    max(earlier.end_date) as earlier_ended_on,
    -- Silent is not Y: arg_max would pass over a null.
    arg_max(coalesce(earlier.supports_social_care = 'Y', false), (earlier.end_date, earlier.episode_id))
        as earlier_supported_social_care
from current_episode as episode
left join {{ ref('early_help_episode') }} as earlier
    on episode.child_id = earlier.child_id and earlier.end_date < episode.started_on
group by episode.child_id, episode.from_on, episode.to_on, episode.started_on
