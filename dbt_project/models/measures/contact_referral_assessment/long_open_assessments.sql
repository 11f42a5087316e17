{{ config(meta={'needs': ['ssd_cin_assessments.cina_assessment_auth_date', 'ssd_cin_episodes'], 'chosen_from': 'children_with_open_assessment'}) }}

with counted as (
    select child_id as case_id, child_id, due_on, from_on, to_on, 1 as numerator, 0 as denominator
    from {{ ref('overdue_assessment_stretch') }}
    where parameter = 'long_open_assessment_days'
)

{{ spell_cases('long_open_assessments', due_on='counted.due_on') }}
