{{ config(meta={'needs': ['ext_audit.completed_on']}) }}

with counted as (
    select audit_id as case_id, child_id, team_id, overall_grade, completed_on as from_on, 1 as numerator, 0 as denominator
    from {{ ref('audit') }}
)

{{ event_cases('case_audits_completed', team='counted.team_id', category_1="coalesce(counted.overall_grade, 'not graded')") }}
