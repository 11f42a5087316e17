-- When the current care plan of a child was last brought up to date: the day it started, or a later final save.
with save as (
    select child_id, completed_on
    from {{ ref('stg_plan_update') }}
    where plan_kind = 'cla' and coalesce(finalised, 'Y') <> 'N'
),

touch as (
    select
        plan.child_id,
        plan.from_on as plan_from_on,
        plan.to_on as plan_to_on,
        plan.from_on,
        greatest(plan.started_on, coalesce(max(save.completed_on), plan.started_on)) as done_on
    from {{ ref('care_plan') }} as plan
    left join save on plan.child_id = save.child_id and plan.from_on >= save.completed_on
    group by plan.child_id, plan.from_on, plan.to_on, plan.started_on
    union all
    select plan.child_id, plan.from_on, plan.to_on, save.completed_on, save.completed_on
    from {{ ref('care_plan') }} as plan
    inner join save
        on plan.child_id = save.child_id
        and save.completed_on > plan.from_on
        and save.completed_on < plan.to_on
),

stretch as (
    select
        child_id as case_id,
        child_id,
        done_on,
        done_on as started_on,
        'cla_care_plan_update_interval' as parameter,
        from_on,
        lead(from_on, 1, plan_to_on) over (partition by child_id, plan_from_on order by from_on) as to_on
    from touch
)

select child_id, done_on, due_on, from_on, to_on, in_time
from {{ in_time_stretches('stretch') }}
