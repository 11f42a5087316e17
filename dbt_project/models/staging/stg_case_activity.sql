select
    activity_id,
    person_id as child_id,
    worker_id,
    activity_on,
    kind
from {{ source('raw', 'ext_case_activity') }}
where _quarantine is null
