{{ config(meta={'needs': ['ssd_early_help_episodes', 'ext_early_help_detail', 'ext_early_help_step']}) }}

with counted as (
    select
        episode.episode_id as case_id,
        episode.child_id,
        -- The stage that took longer, up to the visit or, without one, the due date.
        case
            when episode.allocated_on - episode.requested_on
                <= coalesce(episode.visited_on, greatest(episode.due_on, episode.allocated_on)) - episode.allocated_on
                then 'allocated to visited'
            else 'requested to allocated'
        end as stage,
        episode.due_on as from_on,
        case when episode.visited_on <= episode.due_on then 1 else 0 end as numerator,
        1 as denominator,
        episode.due_on,
        episode.visited_on as done_on
    from {{ with_due_on("(select *, requested_on as started_on, 'early_help_visit_days' as parameter from "
        ~ ref('early_help_step') ~ " where tier = 'targeted_support')") }} as episode
    cross join {{ ref('night') }} as night
    -- Not visited: pending until the due date has passed; ended before it, out for good.
    where coalesce(
        episode.visited_on >= episode.requested_on,
        episode.due_on < night.as_of and coalesce(episode.end_date >= episode.due_on, true)
    )
)

{{ event_cases('early_help_initial_visits_in_time', category_1='counted.stage',
    due_on='counted.due_on', done_on='counted.done_on') }}
