with episode as (
    select *, (start_date, coalesce(end_date, {{ far_future() }}), episode_id) as place_in_order
    from {{ ref('stg_cla_episode') }}
)

-- A period is still open when its last episode says that another follows (X1).
select
    period_of_care_id,
    child_id,
    coalesce(min(entered_care_date), min(start_date)) as start_date,
    first(start_reason order by place_in_order) as start_reason,
    last(case when end_reason is distinct from 'X1' then end_date end order by place_in_order) as end_date,
    last(end_reason order by place_in_order) as end_reason,
    first(placement_id order by place_in_order) as first_placement_id,
    last(placement_id order by place_in_order) as last_placement_id
from episode
group by period_of_care_id, child_id
