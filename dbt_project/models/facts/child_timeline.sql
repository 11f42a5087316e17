-- Cut wherever the answer to "whose child is it, how old" changes: start and end of an involvement, a worker who leaves,
-- a team that moves between localities, birth, and the birthdays at the edges of the age bands. Birthdays that no figure can
-- see (before the horizon, after the as-of date) cut nothing: they were four rows of five.
with involvement as (
    select
        involvement.child_id,
        involvement.involvement_id,
        involvement.team_id,
        involvement.worker_id,
        coalesce(involvement.role = 'allocated_social_worker', false) as is_allocation,
        involvement.start_date as from_on,
        coalesce(involvement.end_date, {{ far_future() }}) as to_on,
        coalesce(worker.left_on, {{ far_future() }}) as left_on
    from {{ ref('involvement') }} as involvement
    left join {{ ref('stg_worker') }} as worker using (worker_id)
    where involvement.start_date < coalesce(involvement.end_date, {{ far_future() }})
),

child as (
    select
        coalesce(person.child_id, involved.child_id) as child_id,
        person.born_on
    from {{ ref('child') }} as person
    full join (select distinct child_id from involvement) as involved using (child_id)
),

cut as (
    select child_id, {{ far_past() }} as from_on from child
    union all
    select child_id, from_on from involvement
    union all
    select child_id, to_on from involvement
    union all
    select child_id, left_on from involvement where left_on > from_on and left_on < to_on
    union all
    select birthday.child_id, birthday.on_date
    from (
        select child_id, {{ birthday('born_on', 'edge.age') }} as on_date
        from child, (values (0), (1), (5), (10), (16), (18), (19), (21), (22)) as edge (age)
    ) as birthday
    inner join {{ ref('night') }} as night on birthday.on_date between night.horizon_on and night.as_of
    union all
    select involvement.child_id, moved.on_date
    from involvement
    inner join (
        select team_id, unnest([valid_from, valid_to]) as on_date from {{ source('pack', 'team') }}
    ) as moved
        on involvement.team_id = moved.team_id
        and involvement.from_on < moved.on_date and moved.on_date < involvement.to_on
),

stretch as (
    select
        child_id,
        from_on,
        lead(from_on, 1, {{ far_future() }}) over (partition by child_id order by from_on) as to_on
    from (select distinct child_id, from_on from cut)
    where from_on < {{ far_future() }}
),

-- Of several involvements the one that started last; the allocated social worker's before any other role's.
responsible as (
    select
        stretch.child_id,
        stretch.from_on,
        -- arg_max passes over an involvement that does not say.
        arg_max(
            involvement.team_id, (involvement.is_allocation, involvement.from_on, involvement.involvement_id)
        ) as team_id,
        arg_max(
            involvement.worker_id, (involvement.from_on, involvement.involvement_id)
        ) filter (where involvement.is_allocation and stretch.from_on < involvement.left_on) as worker_id
    from stretch
    inner join involvement
        on stretch.child_id = involvement.child_id
        and stretch.from_on >= involvement.from_on
        and stretch.from_on < involvement.to_on
    group by stretch.child_id, stretch.from_on
)

select
    stretch.child_id,
    stretch.from_on,
    stretch.to_on,
    responsible.team_id,
    responsible.worker_id,
    child.born_on,
    {{ age_or_unborn('child.born_on', 'stretch.from_on') }} as age
from stretch
inner join child using (child_id)
left join responsible using (child_id, from_on)
