-- A plan inside or across an earlier one of the child counts from where the earlier ends.
with plan as (
    select cin_plan_id, child_id, start_date, start_date as from_on, coalesce(end_date, {{ far_future() }}) as to_on
    from {{ ref('stg_cin_plan') }}
)

select plan.*, child.born_on
from {{ earliest_counts('plan', 'cin_plan_id') }} as plan
left join {{ ref('child') }} as child using (child_id)
