{{ config(meta={
    'needs': ['ext_legal_case.ended_on'],
    'requirement': 'Pre-proceedings concluded', 'action': 'Conclude pre-proceedings'
}) }}

with counted as (
    select case_id, child_id, due_on, from_on, to_on, in_time as numerator, 1 as denominator
    from {{ ref('legal_case_clock') }}
    where kind = 'pre_proceedings'
)

{{ spell_cases('open_pre_proceedings_in_time', due_on='counted.due_on') }}
