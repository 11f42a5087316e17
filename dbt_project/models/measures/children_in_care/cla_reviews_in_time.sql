{{ config(meta={'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_cla_reviews.clar_cla_review_date']}) }}

with counted as (
    select
        concat_ws('|', review.child_id, review.care_from_on, review.review_number) as case_id,
        review.child_id,
        review.stage,
        review.due_on as from_on,
        case when review.held_on <= review.due_on then 1 else 0 end as numerator,
        1 as denominator,
        review.due_on,
        review.held_on as done_on
    from {{ ref('cla_review_due') }} as review
    cross join {{ ref('night') }} as night
    -- Pending: not held, and the due date has not passed.
    where review.held_on is not null or review.due_on < night.as_of
)

{{ event_cases('cla_reviews_in_time', category_1='counted.stage', due_on='counted.due_on', done_on='counted.done_on') }}
