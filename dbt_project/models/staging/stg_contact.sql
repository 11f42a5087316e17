select
    cont_contact_id as contact_id,
    cont_person_id as child_id,
    cont_contact_date as contacted_at,
    cont_contact_source_code as source_code
from {{ source('raw', 'ssd_contacts') }}
where _quarantine is null
