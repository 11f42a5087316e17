select
    suspension_id,
    person_id as child_id,
    suspended_on,
    sessions
from {{ source('raw', 'ext_suspension') }}
where _quarantine is null
