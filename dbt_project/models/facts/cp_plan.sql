-- Plans of this authority only. A plan inside or across an earlier one of the child counts from where the earlier ends.
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
        coalesce(linked.held_date, made.held_date) as conference_date
    from {{ ref('stg_cp_plan') }} as plan
    left join {{ ref('stg_initial_conference') }} as linked using (conference_id)
    left join (
        select cp_plan_id, min(held_date) as held_date
        from {{ ref('stg_initial_conference') }}
        where cp_plan_id is not null
        group by cp_plan_id
    ) as made on plan.cp_plan_id = made.cp_plan_id
    where coalesce(plan.is_other_authority, 'N') <> 'Y'
),

-- One that ended the day this one begins is continued, not repeated.
earlier as (
    select plan.cp_plan_id, max(before.end_date) as ended_on
    from own_plan as plan
    inner join own_plan as before
        on plan.child_id = before.child_id and before.end_date < plan.start_date
    group by plan.cp_plan_id
)

select
    plan.*,
    child.born_on,
    earlier.ended_on as previous_plan_ended_on
from own_plan as plan
left join {{ ref('child') }} as child using (child_id)
left join earlier using (cp_plan_id)
