select
    cont_contact_id as contact_id,
    cont_person_id as child_id,
    cont_contact_date as contacted_at,
    cont_contact_source_code as source_code,
    cont_contact_outcome_json ->> 'NFA_FLAG' as is_closed,
    cont_contact_outcome_json ->> 'ADVICE_FLAG' as is_advised,
    cont_contact_outcome_json ->> 'NEW_REFERRAL_FLAG' as is_referred,
    cont_contact_outcome_json ->> 'EXISTING_REFERRAL_FLAG' as is_on_open_referral
from {{ source('raw', 'ssd_contacts') }}
where _quarantine is null
