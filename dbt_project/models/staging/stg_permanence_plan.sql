select
    permanence_plan_id,
    person_id as child_id,
    plan,
    agreed_on,
    ended_on
from {{ source('raw', 'ext_permanence_plan') }}
where _quarantine is null
