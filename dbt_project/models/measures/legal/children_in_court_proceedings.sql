{{ config(meta={'needs': ['ext_legal_case.ended_on']}) }}

with counted as (
    select case_id, child_id, from_on, to_on, 1 as numerator, 0 as denominator
    from {{ ref('legal_case_clock') }}
    where kind = 'court'
)

{{ spell_cases('children_in_court_proceedings') }}
