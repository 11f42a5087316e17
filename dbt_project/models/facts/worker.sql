select
    coalesce(professional.worker_id, employed.worker_id) as worker_id,
    professional.worker_name,
    professional.job_title,
    employed.role,
    employed.is_social_worker,
    coalesce(employed.is_agency, professional.is_agency, 'N') as is_agency,
    coalesce(nullif(professional.full_time_equivalent, 0), 1) as full_time_equivalent,
    employed.started_on,
    employed.left_on,
    employed.performance_rating,
    employed.pdr_completed_on
from {{ ref('stg_professional') }} as professional
full join {{ ref('stg_worker') }} as employed using (worker_id)
