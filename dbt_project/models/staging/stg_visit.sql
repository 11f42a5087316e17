select
    visit_id,
    person_id as child_id,
    referral_id,
    purpose,
    visit_at,
    seen,
    seen_alone,
    worker_id
from {{ source('raw', 'ext_visit') }}
where _quarantine is null
