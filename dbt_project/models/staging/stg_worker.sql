select
    worker_id,
    is_social_worker,
    role,
    started_on,
    left_on,
    performance_rating,
    pdr_completed_on,
    is_agency
from {{ source('raw', 'ext_worker') }}
where _quarantine is null
