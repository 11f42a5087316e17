{{ config(meta={'needs': ['ssd_cin_assessments.cina_assessment_auth_date', 'ssd_cin_episodes']}) }}

with counted as (
    select child_id as case_id, child_id, from_on, to_on, 1 as numerator, 0 as denominator
    from {{ joined_stretches(ref('open_assessment_stretch')) }}
)

{{ spell_cases('children_with_open_assessment') }}
