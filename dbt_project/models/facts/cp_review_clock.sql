-- First review within cp_review_first of the conference, later ones within cp_review_interval of the one before.
with held as (
    select distinct plan.cp_plan_id, plan.child_id, plan.to_on, review.held_date as done_on
    from {{ ref('cp_protection') }} as plan
    inner join {{ ref('stg_cp_review') }} as review
        on plan.child_id = review.child_id
        and review.held_date > plan.from_on
        and review.held_date < plan.to_on
),

touch as (
    select
        cp_plan_id,
        child_id,
        cast(null as date) as done_on,
        coalesce(conference_date, from_on) as started_on,
        'cp_review_first' as parameter,
        from_on,
        to_on
    from {{ ref('cp_protection') }}
    union all
    select cp_plan_id, child_id, done_on, done_on, 'cp_review_interval', done_on, to_on from held
),

-- Whether the review that starts a stretch was itself held in time: its own due date runs from the touch before, by the
-- limit of the day it was held.
with_touch_before as (
    select
        * exclude (parameter),
        parameter as next_parameter,
        lag(started_on) over touches as was_started_on,
        lag(parameter) over touches as parameter
    from touch
    window touches as (partition by cp_plan_id order by from_on)
),

judged as (
    select * exclude (parameter, due_on), due_on as was_due_on
    from {{ with_due_on('with_touch_before', started_on='was_started_on', read_on='done_on') }}
),

stretch as (
    select
        cp_plan_id as case_id,
        child_id,
        done_on,
        started_on,
        next_parameter as parameter,
        coalesce(done_on <= was_due_on, true) as is_last_in_time,
        from_on,
        lead(from_on, 1, to_on) over (partition by cp_plan_id order by from_on) as to_on
    from judged
)

select case_id as cp_plan_id, child_id, done_on, due_on, is_last_in_time, from_on, to_on, in_time
from {{ in_time_stretches('stretch') }}
