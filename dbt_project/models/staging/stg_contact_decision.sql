select
    contact_id,
    received_at,
    referral_id,
    contact_type,
    risk_evident,
    initial_decision_at,
    final_decision_at,
    outcome,
    is_professional_source,
    neglect_indicated,
    team_id
from {{ source('raw', 'ext_contact_decision') }}
where _quarantine is null
