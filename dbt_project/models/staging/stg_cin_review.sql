select
    review_id,
    cin_plan_id,
    person_id as child_id,
    due_on,
    held_on
from {{ source('raw', 'ext_cin_review') }}
where _quarantine is null
