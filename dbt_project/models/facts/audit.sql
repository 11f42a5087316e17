select audit_id, child_id, team_id, completed_on, overall_grade, assessment_grade, smart_planning_grade, management_oversight_grade
from {{ ref('stg_audit') }}
where completed_on is not null
