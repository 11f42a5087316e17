-- A plan is fresh when it starts, as every new row of it is, and when it is saved as final while the child is on one. Where
-- no saved plans are supplied the review conference stands in.
with saved as (
    select child_id, completed_on as done_on
    from {{ ref('stg_plan_update') }}
    where plan_kind = 'cp' and coalesce(finalised, 'Y') <> 'N'
    union all
    select child_id, held_date
    from {{ ref('stg_cp_review') }}
    where not exists (select 1 from {{ ref('stg_supply') }} where table_name = 'ext_plan_update')
),

touch as (
    select
        protection.cp_plan_id as case_id,
        protection.child_id,
        protection.to_on,
        'cp_plan_update_interval' as parameter,
        plan.start_date as started_on,
        cast(null as date) as done_on
    from {{ ref('cp_protection') }} as protection
    inner join {{ ref('cp_plan') }} as plan
        on protection.child_id = plan.child_id
        and plan.start_date >= protection.from_on
        and plan.start_date < protection.to_on
    union all
    select
        protection.cp_plan_id,
        protection.child_id,
        protection.to_on,
        'cp_plan_update_interval',
        saved.done_on,
        saved.done_on
    from {{ ref('cp_protection') }} as protection
    inner join saved
        on protection.child_id = saved.child_id
        and saved.done_on >= protection.from_on
        and saved.done_on < protection.to_on
)

select case_id as cp_plan_id, child_id, done_on, due_on, from_on, to_on, in_time
from {{ in_time_stretches(from_each_touch('touch')) }}
