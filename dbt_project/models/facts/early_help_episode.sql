select
    episode.episode_id,
    episode.child_id,
    episode.start_date,
    episode.started_on as end_date,
    detail.tier,
    coalesce(detail.supports_social_care = 'Y', false) as is_supporting_social_care,
    episode.due_on as step_up_window_ends_on
from {{ with_due_on("(select *, end_date as started_on, 'early_help_step_up_window' as parameter from "
    ~ ref('stg_early_help_episode') ~ ")") }} as episode
left join {{ ref('stg_early_help_detail') }} as detail using (episode_id)
