-- A period is still open when its last episode says that another follows (X1).
select
    period_of_care_id,
    child_id,
    coalesce(min(entered_care_date), min(start_date)) as start_date,
    case
        when arg_max(coalesce(end_reason, ''), (start_date, episode_id)) = 'X1' then null
        else arg_max(coalesce(end_date, {{ far_future() }}), (start_date, episode_id))
    end as ended_or_far,
    nullif(ended_or_far, {{ far_future() }}) as end_date
from {{ ref('stg_cla_episode') }}
group by period_of_care_id, child_id
