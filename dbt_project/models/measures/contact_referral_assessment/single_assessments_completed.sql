{{ config(meta={'needs': ['ssd_cin_assessments.cina_assessment_auth_date']}) }}

with counted as (
    select assessment_id as case_id, child_id, team_id, authorised_date as from_on, 1 as numerator, 0 as denominator
    from {{ ref('assessment') }}
)

{{ event_cases('single_assessments_completed', team='counted.team_id') }}
