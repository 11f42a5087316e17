select
    referral_id,
    decision_not_to_visit_on,
    closed_unseen
from {{ source('raw', 'ext_referral_closure') }}
where _quarantine is null
