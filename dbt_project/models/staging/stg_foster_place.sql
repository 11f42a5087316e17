select
    place_id,
    household_id,
    state,
    state_from,
    state_to,
    reason
from {{ source('raw', 'ext_foster_place') }}
where _quarantine is null
