-- Plans that adjoin are one: a new row without a break starts no new clock. Named by the first plan.
select
    first(cp_plan_id order by from_on) as cp_plan_id,
    child_id,
    first(conference_date order by from_on) as conference_date,
    first(born_on order by from_on) as born_on,
    min(from_on) as from_on,
    max(to_on) as to_on,
    run as protection_number
from (
    select *, sum(is_new) over (partition by child_id order by from_on rows unbounded preceding) as run
    from (
        select
            *,
            case when from_on = lag(to_on) over (partition by child_id order by from_on) then 0 else 1 end as is_new
        from {{ ref('cp_plan_stretch') }}
    )
)
group by child_id, run
