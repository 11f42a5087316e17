select
    csdq_table_id as sdq_score_id,
    csdq_person_id as child_id,
    csdq_sdq_completed_date as completed_date,
    csdq_sdq_reason as reason,
    csdq_sdq_score as score
from {{ source('raw', 'ssd_sdq_scores') }}
where _quarantine is null
