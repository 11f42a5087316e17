-- An episode that starts the day another of the child ended continues it.
with recursive episode as (
    select
        episode.episode_id,
        episode.child_id,
        episode.start_date,
        episode.end_date,
        coalesce(episode.end_date, {{ far_future() }}) as to_on,
        detail.tier,
        detail.supports_social_care,
        -- The authority's words for the reason, compared without regard to case, spaces and hyphens.
        regexp_replace(lower(episode.end_reason), '[^a-z]+', '_', 'g') as end_reason
    from {{ ref('stg_early_help_episode') }} as episode
    left join {{ ref('stg_early_help_detail') }} as detail using (episode_id)
),

chain as (
    select episode_id, child_id, to_on, start_date as continues_from_on from episode
    union
    select next.episode_id, next.child_id, next.to_on, chain.continues_from_on
    from chain
    inner join episode as next
        on chain.child_id = next.child_id
        and chain.to_on = next.start_date
)

select
    episode.episode_id,
    episode.child_id,
    episode.start_date,
    episode.end_date,
    episode.to_on,
    episode.tier,
    episode.supports_social_care,
    episode.end_reason,
    first.continues_from_on,
    episode.due_on as step_up_window_ends_on
from {{ with_due_on("(select *, end_date as started_on, 'early_help_step_up_window' as parameter from episode)") }}
    as episode
inner join (select episode_id, min(continues_from_on) as continues_from_on from chain group by episode_id) as first
    using (episode_id)
