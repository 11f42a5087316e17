{{ config(meta={'needs': ['ssd_cin_plans', 'ext_cin_review.held_on']}) }}

with review as (
    select
        *,
        coalesce(previous_held_on, plan_from_on) as started_on,
        case when previous_held_on is null then 'cin_review_first' else 'cin_review_interval' end as parameter
    from {{ ref('cin_review') }}
),

counted as (
    select
        review_id as case_id,
        child_id,
        case when previous_held_on is null then 'initial' else 'subsequent' end as stage,
        held_on as from_on,
        case when held_on <= due_on then 1 else 0 end as numerator,
        1 as denominator,
        due_on,
        held_on as done_on
    from {{ with_due_on('review', read_on='held_on') }}
)

{{ event_cases('cin_reviews_in_time', category_1='counted.stage', due_on='counted.due_on', done_on='counted.done_on') }}
