select
    interview_id,
    missing_id,
    person_id as child_id,
    offered_on,
    completed_at,
    declined
from {{ source('raw', 'ext_return_interview') }}
where _quarantine is null
