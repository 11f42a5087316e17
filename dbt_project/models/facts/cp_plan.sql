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
        -- The end of all that started before; plans of one day do not precede each other.
        max(coalesce(plan.end_date, {{ far_future() }})) over (
            partition by plan.child_id order by plan.start_date
            range between unbounded preceding and interval 1 day preceding
        ) as covered_to
    from {{ ref('stg_cp_plan') }} as plan
    left join {{ ref('stg_initial_conference') }} as linked using (conference_id)
    left join (
        select cp_plan_id, min(held_date) as held_date
        from {{ ref('stg_initial_conference') }}
        where cp_plan_id is not null
        group by cp_plan_id
    ) as made on plan.cp_plan_id = made.cp_plan_id
    where coalesce(plan.is_other_authority, 'N') <> 'Y'
)

-- A plan that begins on or before the day the earlier ones end continues them and repeats none.
select
    plan.* exclude (covered_to),
    child.born_on,
    coalesce(plan.covered_to >= plan.start_date, false) as is_continuation,
    case when plan.covered_to < plan.start_date then plan.covered_to end as previous_plan_ended_on
from own_plan as plan
left join {{ ref('child') }} as child using (child_id)
