{{ config(meta={'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ext_legal_case.ended_on']}) }}

with section_20 as (
    select child_id as case_id, child_id, from_on, to_on
    from {{ ref('child_in_care') }}
    where legal_status = 'V2'
),

counted as (
    select *, 1 as denominator
    from {{ met_and_unmet('section_20', ref('in_proceedings')) }}
)

{{ spell_cases('cla_section_20_in_proceedings') }}
