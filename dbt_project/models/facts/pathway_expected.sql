-- Eligible: the age reached and looked after long enough in all since the 14th birthday (Care Planning Regulations 2010).
-- A first plan is expected once it is overdue, or from the day it was made.
with since_14 as (
    select
        care.child_id,
        child.birth_date,
        greatest(care.from_on, {{ birthday('child.birth_date', 14) }}) as from_on,
        care.to_on
    from {{ ref('time_in_care') }} as care
    inner join {{ ref('child') }} as child using (child_id)
    where {{ birthday('child.birth_date', 14) }} < care.to_on
),

summed as (
    select
        *,
        coalesce(
            sum(to_on - from_on) over (
                partition by child_id order by from_on rows between unbounded preceding and 1 preceding
            ),
            0
        ) as days_before
    from since_14
),

eligible as (
    select
        summed.child_id,
        summed.birth_date,
        greatest(
            min(summed.from_on + cast(long_enough.number - summed.days_before as integer)),
            {{ birthday('summed.birth_date', 'cast(youngest.number as integer)') }}
        ) as started_on,
        'pathway_plan_first' as parameter,
        youngest.from_on as age_from_on,
        youngest.to_on as age_to_on
    from summed
    inner join {{ ref('standard_in_force') }} as youngest on youngest.parameter = 'pathway_plan_min_age'
    inner join {{ ref('standard_in_force') }} as long_enough
        on long_enough.parameter = 'eligible_care_days'
        and summed.from_on >= long_enough.from_on
        and summed.from_on < long_enough.to_on
    where summed.days_before + (summed.to_on - summed.from_on) >= long_enough.number
    group by summed.child_id, summed.birth_date, youngest.number, youngest.from_on, youngest.to_on
),

first_plan as (select child_id, min(done_on) as done_on from {{ ref('pathway_plan') }} group by child_id)

select
    eligible.child_id,
    eligible.started_on as eligible_on,
    eligible.due_on as first_plan_due_on,
    greatest(
        eligible.age_from_on,
        least(eligible.due_on + 1, greatest(coalesce(first_plan.done_on, eligible.due_on + 1), eligible.started_on))
    ) as from_on,
    least(eligible.age_to_on, {{ birthday('eligible.birth_date', 18) }}) as to_on
from {{ with_due_on('eligible') }} as eligible
left join first_plan using (child_id)
