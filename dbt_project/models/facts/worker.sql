select
    coalesce(professional.worker_id, employed.worker_id) as worker_id,
    professional.worker_name,
    professional.job_title,
    employed.is_social_worker,
    employed.started_on,
    employed.left_on
from {{ ref('stg_professional') }} as professional
full join {{ ref('stg_worker') }} as employed using (worker_id)
