-- The team of a worker is that of the involvement the worker started last.
with started as (
    select worker_id, start_date, arg_max(team_id, involvement_id) as team_id
    from {{ ref('involvement') }}
    where worker_id is not null and team_id is not null
    group by worker_id, start_date
),

changed as (
    select *
    from started
    qualify team_id is distinct from lag(team_id) over (partition by worker_id order by start_date)
)

select
    worker_id,
    team_id,
    case
        when row_number() over (partition by worker_id order by start_date) = 1 then {{ far_past() }} else start_date
    end as from_on,
    lead(start_date, 1, {{ far_future() }}) over (partition by worker_id order by start_date) as to_on
from changed
