-- The clock starts anew with care and with each placement (cla_visit_first_days), then with every seen visit in it.
with anchor as (
    select child_id, from_on as care_from_on, to_on as care_to_on, from_on as started_on
    from {{ ref('time_in_care') }}
    union
    select care.child_id, care.from_on, care.to_on, placement.from_on
    from {{ ref('time_in_care') }} as care
    inner join {{ ref('carer_placement') }} as placement
        on care.child_id = placement.child_id
        and placement.from_on > care.from_on
        and placement.from_on < care.to_on
),

visit as (
    select distinct
        care.child_id,
        care.from_on as care_from_on,
        care.to_on as care_to_on,
        visit.visit_date as started_on
    from {{ ref('time_in_care') }} as care
    inner join {{ ref('stg_cla_visit') }} as visit
        on care.child_id = visit.child_id
        and visit.seen = 'Y'
        and visit.visit_date >= care.from_on
        and visit.visit_date < care.to_on
),

-- Visits made a year or more into a placement meant to last to 18.
permanent_visit as (
    select distinct visit.child_id, visit.started_on
    from visit
    inner join {{ ref('permanent_placement') }} as permanent
        on visit.child_id = permanent.child_id
        and visit.started_on >= permanent.from_on
        and visit.started_on < permanent.to_on
),

-- A visit on the day a placement starts is a visit made in it.
touch as (
    select child_id, care_from_on, care_to_on, started_on, null as done_on, 'cla_visit_first_days' as parameter
    from anchor
    anti join visit using (child_id, started_on)
    union all
    select
        visit.child_id,
        visit.care_from_on,
        visit.care_to_on,
        visit.started_on,
        visit.started_on,
        case when permanent_visit.child_id is null then 'cla_visit_interval' else 'cla_visit_interval_permanent' end
    from visit
    left join permanent_visit using (child_id, started_on)
),

stretch as (
    select
        child_id as case_id,
        child_id,
        cast(done_on as date) as done_on,
        started_on,
        parameter,
        started_on as from_on,
        lead(started_on, 1, care_to_on) over (partition by child_id, care_from_on order by started_on) as to_on
    from touch
)

select child_id, done_on, due_on, from_on, to_on, in_time
from {{ in_time_stretches('stretch', override_purpose='cla_visit') }}
