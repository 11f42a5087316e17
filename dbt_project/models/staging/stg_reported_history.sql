select
    person_id as child_id,
    item,
    as_at,
    source_return,
    value
from {{ source('raw', 'ext_reported_history') }}
where _quarantine is null
