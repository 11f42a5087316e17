{{ config(meta={'needs': ['ext_audit.overall_grade']}) }}

with counted as (
    select
        audit_id as case_id,
        child_id,
        team_id,
        overall_grade,
        completed_on as from_on,
        case when overall_grade = 'inadequate' then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('audit') }}
    where overall_grade is not null
)

{{ event_cases('case_audits_inadequate', team='counted.team_id', category_1='counted.overall_grade') }}
