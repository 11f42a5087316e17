-- The clock starts with protection, with the birthday at cp_seen_alone_min_age, and with every visit on which the child was
-- seen alone after that. A child without a birth date is in no age group.
with of_age as (
    select
        protection.cp_plan_id,
        protection.child_id,
        greatest(
            protection.from_on, {{ birthday('protection.born_on', 'cast(youngest.number as integer)') }}
        ) as expected_from_on,
        youngest.from_on as age_from_on,
        least(protection.to_on, youngest.to_on) as to_on
    from {{ ref('cp_protection') }} as protection
    inner join {{ ref('standard_in_force') }} as youngest on youngest.parameter = 'cp_seen_alone_min_age'
    where protection.born_on is not null
),

touch as (
    select *, expected_from_on as started_on, cast(null as date) as done_on from of_age
    union all
    select of_age.*, visit.visit_date, visit.visit_date
    from of_age
    inner join {{ ref('stg_cp_visit') }} as visit
        on of_age.child_id = visit.child_id
        and visit.seen_alone = 'Y'
        and coalesce(visit.seen, 'Y') <> 'N'
        and visit.visit_date >= of_age.expected_from_on
        and visit.visit_date < of_age.to_on
),

day as (
    select cp_plan_id, child_id, age_from_on, to_on, started_on, any_value(done_on) as done_on
    from touch
    group by all
),

stretch as (
    select
        cp_plan_id as case_id,
        child_id,
        done_on,
        started_on,
        'cp_seen_alone_interval' as parameter,
        greatest(started_on, age_from_on) as from_on,
        lead(started_on, 1, to_on) over (partition by cp_plan_id, age_from_on order by started_on) as to_on
    from day
)

select case_id as cp_plan_id, child_id, done_on, due_on, from_on, to_on, in_time
from {{ in_time_stretches('stretch', override_purpose='cp_visit') }}
