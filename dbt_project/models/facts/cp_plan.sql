-- Plans of this authority only.
with own_plan as (
    select
        plan.cp_plan_id,
        plan.child_id,
        plan.start_date,
        plan.end_date,
        plan.initial_category,
        plan.latest_category,
        plan.start_date as from_on,
        coalesce(plan.end_date, {{ far_future() }}) as to_on,
        coalesce(linked.held_date, made.held_date) as conference_date,
        max(coalesce(plan.end_date, {{ far_future() }})) over (
            partition by plan.child_id order by plan.start_date, plan.cp_plan_id
            rows between unbounded preceding and 1 preceding
        ) as covered_to
    from {{ ref('stg_cp_plan') }} as plan
    left join {{ ref('stg_initial_conference') }} as linked using (conference_id)
    left join (
        select cp_plan_id, min(held_date) as held_date
        from {{ ref('stg_initial_conference') }}
        group by cp_plan_id
    ) as made on plan.cp_plan_id = made.cp_plan_id
    where coalesce(plan.is_other_authority, 'N') <> 'Y'
),

-- A plan that begins on or before the day the earlier ones end continues them and repeats none.
followed as (
    select *, coalesce(covered_to >= start_date, false) as is_continuation
    from own_plan
)

select
    plan.* exclude (covered_to),
    child.born_on,
    case when not plan.is_continuation then plan.covered_to end as previous_plan_ended_on,
    cast(
        sum(case when plan.is_continuation then 0 else 1 end) over (
            partition by plan.child_id order by plan.start_date, plan.cp_plan_id rows unbounded preceding
        ) as integer
    ) as plan_number
from followed as plan
left join {{ ref('child') }} as child using (child_id)
