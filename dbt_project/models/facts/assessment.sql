with started as (
    select
        assessment.*,
        referral.referral_date,
        case
            when referral.referral_date is not null
                and clock.value = 'referral'
                and row_number() over (
                    partition by assessment.referral_id order by assessment.start_date, assessment.assessment_id
                ) = 1
                then referral.referral_date
            else assessment.start_date
        end as started_on,
        'single_assessment_days' as parameter
    from {{ ref('stg_assessment') }} as assessment
    left join {{ ref('stg_referral') }} as referral using (referral_id)
    left join {{ ref('standard_in_force') }} as clock
        on clock.parameter = 'single_assessment_clock'
        and coalesce(assessment.authorised_date, assessment.start_date) >= clock.from_on
        and coalesce(assessment.authorised_date, assessment.start_date) < clock.to_on
)

select
    assessment.assessment_id,
    assessment.child_id,
    assessment.referral_id,
    assessment.start_date,
    assessment.authorised_date,
    assessment.is_no_further_action,
    assessment.team_id,
    assessment.started_on as clock_started_on,
    assessment.due_on,
    assessment.limit_number as limit_working_days,
    finished.working_day_number - begun.working_day_number as working_days_taken
from {{ with_due_on('started', read_on='authorised_date') }} as assessment
left join {{ ref('working_day_calendar') }} as begun on assessment.started_on = begun.date_day
left join {{ ref('working_day_calendar') }} as finished on assessment.authorised_date = finished.date_day
