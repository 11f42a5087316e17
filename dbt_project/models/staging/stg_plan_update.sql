select
    plan_update_id,
    person_id as child_id,
    plan_kind,
    completed_on,
    plan_id,
    finalised
from {{ source('raw', 'ext_plan_update') }}
where _quarantine is null
