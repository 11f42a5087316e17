select
    worker_id,
    is_social_worker,
    started_on,
    left_on
from {{ source('raw', 'ext_worker') }}
where _quarantine is null
