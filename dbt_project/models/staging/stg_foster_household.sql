select
    household_id,
    team_id,
    approved_on,
    deregistered_on,
    provision
from {{ source('raw', 'ext_foster_household') }}
where _quarantine is null
