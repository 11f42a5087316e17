select
    conference_id,
    person_id as child_id,
    held_on,
    views_available
from {{ source('raw', 'ext_conference_views') }}
where _quarantine is null
