select
    lega_legal_status_id as legal_status_id,
    lega_person_id as child_id,
    lega_legal_status as legal_status,
    lega_legal_status_start_date as start_date,
    lega_legal_status_end_date as end_date
from {{ source('raw', 'ssd_legal_status') }}
where _quarantine is null
