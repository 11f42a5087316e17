select
    supervision_id,
    person_id as child_id,
    worker_id,
    supervised_on
from {{ source('raw', 'ext_supervision') }}
where _quarantine is null
