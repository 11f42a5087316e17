select
    pathway_plan_id,
    person_id as child_id,
    completed_on
from {{ source('raw', 'ext_pathway_plan') }}
where _quarantine is null
