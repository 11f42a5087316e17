{{ config(meta={'needs': ['ssd_cin_assessments.cina_assessment_outcome_json']}) }}

with counted as (
    select
        assessment_id as case_id,
        child_id,
        team_id,
        authorised_date as from_on,
        cast(has_outcome and not is_service_needed as integer) as numerator,
        1 as denominator
    from {{ ref('assessment') }}
)

{{ event_cases('single_assessments_no_social_care_service', team='counted.team_id') }}
