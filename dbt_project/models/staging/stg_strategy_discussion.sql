select
    discussion_id,
    person_id as child_id,
    referral_id,
    triggered_at,
    held_at,
    outcome,
    s47_enquiry_id,
    team_id
from {{ source('raw', 'ext_strategy_discussion') }}
where _quarantine is null
