-- Eligible: the age reached and looked after long enough in all since the 14th birthday (Care Planning Regulations 2010).
-- A first plan is expected once it is overdue, or from the day it was made. Every limit is the one in force on the day: the
-- stretch is cut where one changes.
with since_14 as (
    select
        care.child_id,
        child.birth_date,
        greatest(care.from_on, {{ birthday('child.birth_date', 14) }}) as cared_from_on,
        care.to_on as cared_to_on
    from {{ ref('time_in_care') }} as care
    inner join {{ ref('child') }} as child using (child_id)
    where {{ birthday('child.birth_date', 14) }} < care.to_on
),

summed as (
    select
        *,
        coalesce(
            sum(cared_to_on - cared_from_on) over (
                partition by child_id order by cared_from_on rows between unbounded preceding and 1 preceding
            ),
            0
        ) as days_before,
        {{ far_past() }} as from_on,
        {{ birthday('birth_date', 18) }} as to_on
    from since_14
),

cared_for as (
    select
        child_id,
        birth_date,
        min(cared_from_on + cast(limit_number - days_before as integer)) as reached_on,
        from_on,
        to_on
    from {{ with_standard('summed', 'eligible_care_days') }}
    where days_before + (cared_to_on - cared_from_on) >= limit_number
    group by all
),

eligible as (
    select
        child_id as case_id,
        child_id,
        greatest(reached_on, {{ birthday('birth_date', 'cast(limit_number as integer)') }}) as started_on,
        'pathway_plan_first' as parameter,
        from_on,
        to_on
    from {{ with_standard('cared_for', 'pathway_plan_min_age') }}
),

first_plan as (select child_id, min(done_on) as done_on from {{ ref('pathway_plan') }} group by child_id),

expected as (
    select
        first_due.child_id,
        greatest(
            first_due.from_on,
            first_due.started_on,
            case when first_due.in_time = 1 then coalesce(first_plan.done_on, {{ far_future() }}) else first_due.from_on end
        ) as from_on,
        first_due.to_on
    from {{ in_time_stretches('eligible') }} as first_due
    left join first_plan using (child_id)
)

select child_id, from_on, to_on
from {{ joined_stretches('expected') }}
