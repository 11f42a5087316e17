select
    cppv_cp_visit_id as visit_id,
    cppv_person_id as child_id,
    cppv_cp_plan_id as cp_plan_id,
    cppv_cp_visit_date as visit_date,
    cppv_cp_visit_seen as seen,
    cppv_cp_visit_seen_alone as seen_alone
from {{ source('raw', 'ssd_cp_visits') }}
where _quarantine is null
