-- From the start to the authorisation or the closure of the referral, cut where single_assessment_clock changes.
with stretch as (
    select
        assessment.assessment_id,
        assessment.child_id,
        case
            when assessment.is_first_of_referral and clock.value = 'referral' then assessment.referral_date
            else assessment.start_date
        end as clock_started_on,
        greatest(assessment.start_date, clock.from_on) as from_on,
        least(
            coalesce(assessment.authorised_date, {{ far_future() }}),
            coalesce(assessment.referral_closed_on, {{ far_future() }}),
            clock.to_on
        ) as to_on
    from {{ ref('assessment') }} as assessment
    inner join {{ ref('standard_in_force') }} as clock on clock.parameter = 'single_assessment_clock'
)

select assessment_id, child_id, clock_started_on, from_on, to_on
from stretch
where from_on < to_on
