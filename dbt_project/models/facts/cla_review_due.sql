-- Each review due: the first from becoming looked after, each later one from the review before as held.
with step as (
    select child_id, care_from_on, care_from_on as started_on, 0 as reviews_before
    from (select child_id, from_on as care_from_on from {{ ref('time_in_care') }})
    union all
    select
        child_id,
        care_from_on,
        held_on,
        row_number() over (partition by child_id, care_from_on order by held_on)
    from {{ ref('cla_review_held') }}
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
