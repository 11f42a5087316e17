select
    trigger_id,
    person_id as child_id,
    cin_plan_id,
    "trigger",
    triggered_on,
    required
from {{ source('raw', 'ext_cin_plan_trigger') }}
where _quarantine is null
