{{ config(meta={'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_cla_reviews.clar_cla_review_participation', 'ssd_person']}) }}

with review as (select *, 'cla_review_participation_min_age' as parameter from {{ ref('cla_review_held') }}),

counted as (
    select
        review.review_id as case_id,
        review.child_id,
        review.held_on as from_on,
        case when review.took_part then 1 else 0 end as numerator,
        1 as denominator
    from review
    left join {{ ref('child') }} as child using (child_id)
    inner join {{ ref('standard_in_force') }} as youngest
        on review.parameter = youngest.parameter
        and review.held_on >= youngest.from_on
        and review.held_on < youngest.to_on
    where review.held_on >= {{ birthday('child.birth_date', 'cast(youngest.number as integer)') }}
        and (review.took_part or not review.is_coded_under_four)
)

{{ event_cases('cla_review_participation') }}
