-- Each review due: the first from becoming looked after, each later one from the review before as held.
with review as (
    select coalesce(review.child_id, period.child_id) as child_id, review.held_date
    from {{ ref('stg_cla_review') }} as review
    left join {{ ref('period_of_care') }} as period using (period_of_care_id)
    where coalesce(review.is_cancelled, 'N') <> 'Y' and review.held_date is not null
),

held as (
    select distinct care.child_id, care.from_on as care_from_on, review.held_date
    from {{ ref('time_in_care') }} as care
    inner join review
        on care.child_id = review.child_id
        and review.held_date >= care.from_on
        and review.held_date < care.to_on
),

step as (
    select child_id, care_from_on, care_from_on as started_on, 0 as reviews_before
    from (select child_id, from_on as care_from_on from {{ ref('time_in_care') }})
    union all
    select
        child_id,
        care_from_on,
        held_date,
        row_number() over (partition by child_id, care_from_on order by held_date)
    from held
),

due as (
    select
        *,
        lead(started_on) over (partition by child_id, care_from_on order by reviews_before) as held_on
    from {{ with_due_on("(select *, case reviews_before when 0 then 'cla_review_first_days' when 1 then 'cla_review_second' "
        ~ "else 'cla_review_interval' end as parameter from step)") }}
)

select
    due.child_id,
    due.care_from_on,
    due.reviews_before + 1 as review_number,
    case due.reviews_before when 0 then 'first' when 1 then 'second' else 'subsequent' end as stage,
    due.started_on,
    due.due_on,
    due.held_on
from due
inner join {{ ref('time_in_care') }} as care
    on due.child_id = care.child_id and due.care_from_on = care.from_on
-- Not due when the child had left care on or before the due date.
where due.due_on < care.to_on
