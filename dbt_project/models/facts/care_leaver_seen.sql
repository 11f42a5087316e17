-- One row per stretch of unbroken support between two care-leaver visits with the person seen.
with support as (select * from {{ joined_stretches(ref('care_leaver_support')) }}),

touch as (
    select child_id, from_on as support_from_on, to_on as support_to_on, from_on as started_on, cast(null as date) as done_on
    from support
    union all
    select support.child_id, support.from_on, support.to_on, cast(visit.visit_at as date), cast(visit.visit_at as date)
    from support
    inner join {{ ref('stg_visit') }} as visit
        on support.child_id = visit.child_id
        and visit.purpose = 'care_leaver'
        and visit.seen = 'Y'
        and cast(visit.visit_at as date) >= support.from_on
        and cast(visit.visit_at as date) < support.to_on
),

-- A visit on the day support starts is one touch with it.
day as (
    select child_id, support_from_on, support_to_on, started_on, any_value(done_on) as done_on
    from touch
    group by all
)

select
    child_id,
    done_on,
    started_on,
    started_on as from_on,
    lead(started_on, 1, support_to_on) over (partition by child_id, support_from_on order by started_on) as to_on
from day
