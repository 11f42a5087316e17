-- How many different social workers a child has had, counted back over each window: a worker counts from the start of the
-- involvement until the window after its end is over. Handovers (ended on the day they began or the next) are left out;
-- agency workers and workers who have left count.
with involvement as (
    select child_id, worker_id, start_date as from_on, coalesce(end_date, {{ far_future() }}) as to_on
    from {{ ref('involvement') }}
    where role = 'allocated_social_worker'
        and worker_id is not null
        and coalesce(end_date, {{ far_future() }}) > start_date + 1
),

counted as (
    select *, 'social_worker_window' as window_parameter
    from {{ held_for('involvement', 'social_worker_window') }}
    union all
    select *, 'cla_social_worker_window'
    from {{ held_for('involvement', 'cla_social_worker_window') }}
)

select
    stretch.window_parameter,
    stretch.child_id,
    stretch.from_on,
    stretch.to_on,
    count(distinct counted.worker_id) as workers
from {{ pieces('counted', 'window_parameter, child_id') }} as stretch
inner join counted
    on stretch.window_parameter = counted.window_parameter
    and stretch.child_id = counted.child_id
    and stretch.from_on >= counted.from_on
    and stretch.from_on < counted.to_on
group by all
