-- A plan is fresh when it starts, as every new row of it is, and when it is saved as final while the child is on one. Where
-- no saved plans are supplied the review held stands in.
with saved as (
    select child_id, completed_on
    from {{ ref('stg_plan_update') }}
    where plan_kind = 'cin' and coalesce(finalised, 'Y') <> 'N'
    union all
    select child_id, held_on
    from {{ ref('stg_cin_review') }}
    where not exists (select 1 from {{ ref('stg_supply') }} where table_name = 'ext_plan_update')
),

touch as (
    select
        plan.cin_plan_id as case_id,
        plan.child_id,
        plan.to_on,
        'cin_plan_update_interval' as parameter,
        started.start_date as started_on,
        cast(null as date) as done_on
    from {{ ref('cin_plan_stretch') }} as plan
    inner join {{ ref('stg_cin_plan') }} as started
        on plan.child_id = started.child_id and started.start_date >= plan.from_on and started.start_date < plan.to_on
    union all
    select plan.cin_plan_id, plan.child_id, plan.to_on, 'cin_plan_update_interval', saved.completed_on, saved.completed_on
    from {{ ref('cin_plan_stretch') }} as plan
    inner join saved
        on plan.child_id = saved.child_id
        and saved.completed_on >= plan.from_on
        and saved.completed_on < plan.to_on
),

state as (select * from {{ in_time_stretches(from_each_touch('touch')) }})

select case_id as cin_plan_id, child_id, done_on, due_on, from_on, to_on, in_time
from {{ without_days('state', ref('protected_or_in_care')) }}
