select
    check_id,
    carer_id,
    household_id,
    kind,
    completed_on
from {{ source('raw', 'ext_foster_check') }}
where _quarantine is null
