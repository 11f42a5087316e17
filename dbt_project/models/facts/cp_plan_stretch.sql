-- A plan inside or across an earlier one of the child counts from where the earlier ends.
with stretch as (
    select *
    from {{ earliest_counts(ref('cp_plan'), 'cp_plan_id') }}
),

-- Plans that adjoin are one: a new row without a break starts no new clock.
run as (
    select *, sum(is_new) over (partition by child_id order by from_on rows unbounded preceding) as run_number
    from (
        select
            *,
            case when from_on = lag(to_on) over (partition by child_id order by from_on) then 0 else 1 end as is_new
        from stretch
    )
)

select
    cp_plan_id,
    child_id,
    start_date,
    conference_date,
    latest_category,
    born_on,
    plan_number,
    min(from_on) over (partition by child_id, run_number) as protected_from_on,
    from_on,
    to_on
from run
