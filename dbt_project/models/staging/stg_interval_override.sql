select
    override_id,
    person_id as child_id,
    purpose,
    "interval",
    unit,
    valid_from,
    valid_to,
    agreed_by
from {{ source('raw', 'ext_interval_override') }}
where _quarantine is null
