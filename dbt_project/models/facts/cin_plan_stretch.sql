-- Plans of a child that adjoin or overlap are one: a new row without a break starts no new clock. Named by the first.
with plan as (
    select cin_plan_id, child_id, start_date as from_on, coalesce(end_date, {{ far_future() }}) as to_on
    from {{ ref('stg_cin_plan') }}
),

joined as (select child_id, from_on, to_on from {{ joined_stretches('plan') }})

select min(plan.cin_plan_id) as cin_plan_id, joined.child_id, joined.from_on, joined.to_on, child.born_on
from joined
inner join plan
    on joined.child_id = plan.child_id and joined.from_on = plan.from_on and plan.from_on < plan.to_on
left join {{ ref('child') }} as child on joined.child_id = child.child_id
group by all
