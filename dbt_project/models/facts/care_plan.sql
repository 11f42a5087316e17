-- Of several care plans open on a day the one that started last is current.
with plan as (
    select
        child_id,
        care_plan_row_id,
        start_date as from_on,
        coalesce(end_date, {{ far_future() }}) as to_on,
        {{ is_ticked('options', 'RETURN1M') }}
            or {{ is_ticked('options', 'RETURN6M') }}
            or {{ is_ticked('options', 'RETURNEV') }} as plans_return
    from {{ ref('stg_cla_care_plan') }}
    where start_date < coalesce(end_date, {{ far_future() }})
),

cut as (
    select child_id, from_on from plan
    union
    select child_id, to_on from plan
),

stretch as (
    select child_id, from_on, lead(from_on) over (partition by child_id order by from_on) as to_on
    from cut
)

select
    stretch.child_id,
    stretch.from_on,
    stretch.to_on,
    arg_max(plan.care_plan_row_id, (plan.from_on, plan.care_plan_row_id)) as care_plan_row_id,
    arg_max(plan.plans_return, (plan.from_on, plan.care_plan_row_id)) as plans_return
from stretch
inner join plan
    on stretch.child_id = plan.child_id and stretch.from_on >= plan.from_on and stretch.from_on < plan.to_on
where stretch.to_on is not null
group by stretch.child_id, stretch.from_on, stretch.to_on
