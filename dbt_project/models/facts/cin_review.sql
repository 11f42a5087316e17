-- Reviews held, each with the start of the plan it belongs to (its own plan, else the one open that day) and the review
-- before it. Several of a plan on a day are one; one held on or before the start of the plan is none of its reviews,
-- and a plan that started and ended on one day has none.
with held as (
    select
        review.review_id,
        plan.cin_plan_id,
        plan.child_id,
        plan.from_on as plan_from_on,
        plan.to_on as plan_to_on,
        review.held_on
    from {{ ref('stg_cin_review') }} as review
    left join {{ ref('stg_cin_plan') }} as linked on review.cin_plan_id = linked.cin_plan_id
    inner join {{ ref('cin_plan_stretch') }} as plan
        on review.child_id = plan.child_id
        and coalesce(linked.start_date, review.held_on) >= plan.from_on
        and coalesce(linked.start_date, review.held_on) < plan.to_on
    where review.held_on > plan.from_on and coalesce(linked.start_date <> linked.end_date, true)
),

by_day as (
    select min(review_id) as review_id, cin_plan_id, child_id, plan_from_on, plan_to_on, held_on
    from held
    group by all
)

select
    *,
    lag(held_on) over (partition by cin_plan_id order by held_on) as previous_held_on
from by_day
