{{ config(meta={
    'needs': ['ssd_cp_plans', 'ssd_cp_reviews.cppr_cp_review_date'],
    'requirement': 'Child protection review', 'action': 'Hold the review conference'
}) }}

-- Plans open less than the first interval are left out (DfE cohort).
with cohort as (
    select cp_plan_id, from_on, to_on
    from {{ lasting(ref('cp_protection'), 'cp_review_first') }}
),

counted as (
    select
        clock.cp_plan_id as case_id,
        clock.child_id,
        clock.done_on,
        clock.due_on,
        greatest(clock.from_on, cohort.from_on) as from_on,
        least(clock.to_on, cohort.to_on) as to_on,
        case when clock.is_last_in_time then clock.in_time else 0 end as numerator,
        1 as denominator
    from {{ ref('cp_review_clock') }} as clock
    inner join cohort using (cp_plan_id)
)

{{ spell_cases('cp_reviews_up_to_date', due_on='counted.due_on', done_on='counted.done_on') }}
