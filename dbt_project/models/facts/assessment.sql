{#- Outcomes that say a social care service follows, and all others. -#}
{%- set services = [
    'STRATEGY_DISCUSSION', 'CLA_REQUEST', 'LEGAL_ACTION', 'PROV_OF_SERVICES', 'PROV_OF_SB_CARE', 'PRIVATE_FOSTERING'
] -%}
{%- set others = [
    'NFA', 'NFA_S47_END', 'SPECIALIST_ASSESSMENT', 'REFERRAL_TO_OTHER_AGENCY', 'OTHER_ACTIONS', 'OTHER_OUTCOMES_EXIST'
] -%}
with linked as (
    select
        assessment.*,
        referral.referral_date,
        referral.close_date as referral_closed_on,
        referral.referral_id is not null
            and row_number() over (
                partition by referral.referral_id order by assessment.start_date, assessment.assessment_id
            ) = 1 as is_first_of_referral,
        {% for flag in services + others %}
        {{ is_yes("assessment.outcome ->> '" ~ flag ~ "_FLAG'") }} as {{ flag | lower }},
        {% endfor %}
        coalesce(assessment.is_no_further_action = 'Y', nfa) as is_closed
    from {{ ref('stg_assessment') }} as assessment
    left join {{ ref('stg_referral') }} as referral on assessment.referral_id = referral.referral_id
),

-- The first assessment of a referral runs from the referral, every other from its own start; single_assessment_clock
-- may have all of them run from their own start.
clocked as (
    select
        linked.*,
        case
            when linked.is_first_of_referral and clock.value = 'referral' then linked.referral_date
            else linked.start_date
        end as clock_started_on
    from linked
    left join {{ ref('standard_in_force') }} as clock
        on clock.parameter = 'single_assessment_clock'
        and linked.authorised_date >= clock.from_on
        and linked.authorised_date < clock.to_on
)

select
    clocked.assessment_id,
    clocked.child_id,
    clocked.referral_id,
    clocked.start_date,
    clocked.authorised_date,
    clocked.referral_date,
    clocked.referral_closed_on,
    clocked.is_first_of_referral,
    clocked.clock_started_on,
    finished.working_day_number - begun.working_day_number as working_days_taken,
    clocked.is_closed as is_no_further_action,
    clocked.{{ services | map('lower') | join(' or clocked.') }} as is_service_needed,
    clocked.is_closed or clocked.{{ (services + others) | map('lower') | join(' or clocked.') }} as has_outcome,
    clocked.team_id
from clocked
left join {{ ref('working_day_calendar') }} as begun on clocked.clock_started_on = begun.date_day
left join {{ ref('working_day_calendar') }} as finished on clocked.authorised_date = finished.date_day
