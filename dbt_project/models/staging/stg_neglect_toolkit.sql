select
    toolkit_id,
    contact_id,
    person_id as child_id,
    completed_on,
    context
from {{ source('raw', 'ext_neglect_toolkit') }}
where _quarantine is null
