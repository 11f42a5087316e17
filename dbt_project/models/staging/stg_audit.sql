select
    audit_id,
    person_id as child_id,
    team_id,
    completed_on,
    overall_grade,
    assessment_grade,
    smart_planning_grade,
    management_oversight_grade
from {{ source('raw', 'ext_audit') }}
where _quarantine is null
