select
    episode_id,
    child_id,
    repair,
    is_dropped,
    start_date,
    end_date_supplied,
    case when not is_dropped then end_date end as end_date,
    end_reason_supplied,
    case when not is_dropped then end_reason end as end_reason
from {{ repaired_episodes() }} as episode
where repair is not null
