-- Children in care from one quality assured plan to the next. A plan is in time to the last day of the school term that comes
-- pep_interval terms after the one it was completed in. A holiday belongs to the term before it; where the calendar of terms
-- ends, the last day it knows is the last in time.
with term as (
    select
        starts_on,
        ends_on,
        row_number() over (order by starts_on) as term_number,
        count(*) over () as terms
    from {{ source('pack', 'school_term') }}
),

plan as (
    select pep.child_id, pep.completed_on as done_on, term.term_number, term.terms
    from {{ ref('stg_pep') }} as pep
    asof join term on pep.completed_on >= term.starts_on
    where pep.quality_assured = 'Y'
),

touch as (
    select
        child_id,
        done_on,
        term_number,
        terms,
        done_on as from_on,
        lead(done_on, 1, {{ far_future() }}) over (partition by child_id order by done_on) as to_on
    from plan
    union all
    select child_id, null, null, null, {{ far_past() }}, coalesce(min(done_on), {{ far_future() }})
    from {{ ref('time_in_care') }}
    left join plan using (child_id)
    group by child_id
),

clock as (
    select touch.child_id, touch.done_on, due_term.ends_on as due_on, touch.from_on, touch.to_on
    from {{ with_standard('touch', 'pep_interval') }} as touch
    left join term as due_term
        on due_term.term_number = least(touch.term_number + cast(touch.limit_number as integer), touch.terms)
)

select clock.child_id, clock.done_on, clock.due_on, state.from_on, state.to_on, state.in_time
from clock,
    lateral (
        values
        (1, clock.from_on, least(clock.to_on, coalesce(clock.due_on + 1, clock.from_on))),
        (0, greatest(clock.from_on, coalesce(clock.due_on + 1, clock.from_on)), clock.to_on)
    ) as state (in_time, from_on, to_on)
where state.from_on < state.to_on
