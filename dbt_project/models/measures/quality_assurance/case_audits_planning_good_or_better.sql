{{ config(meta={'needs': ['ext_audit.smart_planning_grade']}) }}

with counted as (
    select
        audit_id as case_id,
        child_id,
        team_id,
        smart_planning_grade,
        completed_on as from_on,
        case when smart_planning_grade in ('good', 'outstanding') then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('audit') }}
    where smart_planning_grade is not null
)

{{ event_cases('case_audits_planning_good_or_better', team='counted.team_id', category_1='counted.smart_planning_grade') }}
