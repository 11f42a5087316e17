select
    referral_id,
    received_at,
    decided_at,
    team_id
from {{ source('raw', 'ext_referral_decision') }}
where _quarantine is null
