-- Children in care from one quality assured plan to the next. A plan is in time to the last day of the school term that comes
-- pep_interval terms after the one it was completed in. A holiday belongs to the term before it; where the calendar of terms
-- ends, the last day it knows is the last in time.
with term as (
    select
        starts_on as from_on,
        lead(starts_on, 1, {{ far_future() }}) over (order by starts_on) as to_on,
        ends_on,
        row_number() over (order by starts_on) as term_number,
        count(*) over () as terms
    from {{ source('pack', 'school_term') }}
),

plan as (
    select distinct pep.child_id, pep.completed_on as done_on, due_term.ends_on as due_on
    from {{ ref('stg_pep') }} as pep
    inner join term on pep.completed_on >= term.from_on and pep.completed_on < term.to_on
    inner join {{ ref('standard_in_force') }} as standard
        on standard.parameter = 'pep_interval'
        and pep.completed_on >= standard.from_on
        and pep.completed_on < standard.to_on
    inner join term as due_term
        on due_term.term_number = least(term.term_number + cast(standard.number as integer), term.terms)
    where pep.quality_assured = 'Y'
),

touch as (
    select
        child_id,
        done_on,
        due_on,
        done_on as from_on,
        lead(done_on, 1, {{ far_future() }}) over (partition by child_id order by done_on) as to_on
    from plan
    union all
    select child_id, null, null, {{ far_past() }}, coalesce(min(done_on), {{ far_future() }})
    from (select distinct child_id from {{ ref('time_in_care') }})
    left join plan using (child_id)
    group by child_id
)

select touch.child_id, touch.done_on, touch.due_on, state.from_on, state.to_on, state.in_time
from touch,
    lateral (
        values
        (1, touch.from_on, least(touch.to_on, coalesce(touch.due_on + 1, touch.from_on))),
        (0, greatest(touch.from_on, coalesce(touch.due_on + 1, touch.from_on)), touch.to_on)
    ) as state (in_time, from_on, to_on)
where state.from_on < state.to_on
