select
    cppr_cp_review_id as review_id,
    cppr_person_id as child_id,
    cppr_cp_plan_id as cp_plan_id,
    cppr_cp_review_due as recorded_due_date,
    cppr_cp_review_date as held_date,
    cppr_cp_review_participation as participation
from {{ source('raw', 'ssd_cp_reviews') }}
where _quarantine is null
