-- Named by its first plan, whose conference starts the review clock.
select
    first(cp_plan_id order by from_on) as cp_plan_id,
    child_id,
    first(conference_date order by from_on) as conference_date,
    first(born_on order by from_on) as born_on,
    first(plan_number order by from_on) as plan_number,
    protected_from_on as from_on,
    max(to_on) as to_on
from {{ ref('cp_plan_stretch') }}
group by child_id, protected_from_on
