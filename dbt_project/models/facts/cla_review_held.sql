-- Reviews held while the child was in care; two of a child on one day are one.
with review as (
    select review.review_id, coalesce(review.child_id, period.child_id) as child_id, review.held_date, review.participation
    from {{ ref('stg_cla_review') }} as review
    left join {{ ref('period_of_care') }} as period using (period_of_care_id)
    where coalesce(review.is_cancelled, 'N') <> 'Y'
)

select
    min(review.review_id) as review_id,
    care.child_id,
    care.from_on as care_from_on,
    review.held_date as held_on,
    coalesce(bool_or(review.participation in ('PN1', 'PN2', 'PN3', 'PN5', 'PN6')), false) as took_part,
    coalesce(bool_or(review.participation = 'PN0'), false) as is_coded_under_four
from {{ ref('time_in_care') }} as care
inner join review
    on care.child_id = review.child_id
    and review.held_date >= care.from_on
    and review.held_date < care.to_on
group by care.child_id, care.from_on, review.held_date
