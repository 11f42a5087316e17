select
    observation_id,
    person_id as child_id,
    observed_on,
    accommodation_suitable,
    activity,
    in_higher_education
from {{ source('raw', 'ext_care_leaver_status') }}
where _quarantine is null
