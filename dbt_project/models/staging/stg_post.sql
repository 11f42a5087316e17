select
    post_id,
    team_id,
    role,
    fte,
    state,
    state_from,
    state_to
from {{ source('raw', 'ext_post') }}
where _quarantine is null
