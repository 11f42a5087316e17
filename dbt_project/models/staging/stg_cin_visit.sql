select
    cinv_cin_visit_id as visit_id,
    cinv_person_id as child_id,
    cinv_cin_visit_date as visit_date,
    cinv_cin_visit_seen as seen,
    cinv_cin_visit_seen_alone as seen_alone,
    cinv_cin_plan_id as cin_plan_id
from {{ source('raw', 'ssd_cin_visits') }}
where _quarantine is null
