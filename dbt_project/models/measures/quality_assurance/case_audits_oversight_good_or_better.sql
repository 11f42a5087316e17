{{ config(meta={'needs': ['ext_audit.management_oversight_grade']}) }}

with counted as (
    select
        audit_id as case_id,
        child_id,
        team_id,
        management_oversight_grade,
        completed_on as from_on,
        case when management_oversight_grade in ('good', 'outstanding') then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('audit') }}
    where management_oversight_grade is not null
)

{{ event_cases('case_audits_oversight_good_or_better', team='counted.team_id', category_1='counted.management_oversight_grade') }}
