{{ config(meta={'needs': ['ssd_cin_assessments.cina_assessment_outcome_nfa']}) }}

with counted as (
    select
        assessment_id as case_id,
        child_id,
        team_id,
        authorised_date as from_on,
        cast(is_no_further_action as integer) as numerator,
        1 as denominator
    from {{ ref('assessment') }}
)

{{ event_cases('single_assessments_no_further_action', team='counted.team_id') }}
