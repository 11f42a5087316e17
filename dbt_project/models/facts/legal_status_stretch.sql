-- Of several statuses open on a day the one that started last holds.
with status as (
    select
        child_id,
        legal_status_id,
        legal_status,
        start_date as from_on,
        coalesce(end_date, {{ far_future() }}) as to_on
    from {{ ref('stg_legal_status') }}
    where start_date < coalesce(end_date, {{ far_future() }})
),

cut as (
    select child_id, from_on from status
    union
    select child_id, to_on from status
),

stretch as (
    select child_id, from_on, lead(from_on) over (partition by child_id order by from_on) as to_on
    from cut
)

select
    stretch.child_id,
    stretch.from_on,
    stretch.to_on,
    arg_max(status.legal_status, (status.from_on, status.legal_status_id)) as legal_status
from stretch
inner join status
    on stretch.child_id = status.child_id and stretch.from_on >= status.from_on and stretch.from_on < status.to_on
where stretch.to_on is not null
group by all
