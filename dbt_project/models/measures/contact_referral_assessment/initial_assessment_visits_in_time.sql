{{ config(meta={'needs': ['ssd_cin_assessments', 'ssd_cin_episodes', 'ext_visit.seen']}) }}

with first_assessment as (
    select
        assessment.assessment_id,
        assessment.child_id,
        assessment.team_id,
        assessment.authorised_date,
        assessment.referral_date as started_on,
        referral.first_seen_on,
        referral.working_days_to_visit,
        'initial_assessment_visit_days' as parameter
    from {{ ref('assessment') }} as assessment
    inner join {{ ref('referral') }} as referral using (referral_id)
    where assessment.is_first_of_referral and not referral.is_before_birth
),

counted as (
    select
        assessment_id as case_id,
        child_id,
        team_id,
        authorised_date as from_on,
        case when working_days_to_visit <= limit_number then 1 else 0 end as numerator,
        1 as denominator,
        due_on,
        first_seen_on as done_on
    from {{ with_due_on('first_assessment', read_on='authorised_date') }}
)

{{ event_cases('initial_assessment_visits_in_time', team='counted.team_id',
    due_on='counted.due_on', done_on='counted.done_on') }}
