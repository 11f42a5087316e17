-- Social workers with children allocated (the one worker of each child, conventions 13), cut whenever the number of children
-- or the worker's team changes.
with change as (
    select worker_id, from_on as on_date, 1 as step from {{ ref('child_timeline') }} where worker_id is not null
    union all
    select worker_id, to_on, -1 from {{ ref('child_timeline') }} where worker_id is not null
),

held as (
    select
        worker_id,
        on_date as from_on,
        lead(on_date, 1, {{ far_future() }}) over (partition by worker_id order by on_date) as to_on,
        cast(sum(sum(step)) over (partition by worker_id order by on_date) as integer) as children
    from change
    group by worker_id, on_date
    having sum(step) <> 0
)

select
    held.worker_id,
    team.team_id,
    -- Children per full-time equivalent: 0 cannot be divided by.
    coalesce(nullif(worker.full_time_equivalent, 0), 1) as full_time_equivalent,
    held.children,
    greatest(held.from_on, coalesce(team.from_on, held.from_on)) as from_on,
    least(held.to_on, coalesce(team.to_on, held.to_on)) as to_on
from held
inner join {{ ref('worker') }} as worker using (worker_id)
left join {{ ref('worker_team') }} as team
    on held.worker_id = team.worker_id
    and held.from_on < team.to_on
    and team.from_on < held.to_on
where held.children > 0 and worker.is_social_worker = 'Y'
