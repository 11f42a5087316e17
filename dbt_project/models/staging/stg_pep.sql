select
    pep_id,
    person_id as child_id,
    completed_on,
    quality_assured
from {{ source('raw', 'ext_pep') }}
where _quarantine is null
