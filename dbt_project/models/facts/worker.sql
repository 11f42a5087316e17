-- Who is a social worker is in the list of employment; where that is not supplied, whoever is registered as one or is
-- allocated to a child as its social worker.
with allocated as (
    select distinct worker_id from {{ ref('involvement') }} where role = 'allocated_social_worker'
)

select
    coalesce(professional.worker_id, employed.worker_id) as worker_id,
    professional.worker_name,
    professional.job_title,
    employed.role,
    case
        when exists (select 1 from {{ ref('stg_supply') }} where table_name = 'ext_worker') then employed.is_social_worker
        when professional.registration_number is not null or allocated.worker_id is not null then 'Y'
        else 'N'
    end as is_social_worker,
    coalesce(employed.is_agency, professional.is_agency, 'N') as is_agency,
    coalesce(professional.full_time_equivalent, 1) as full_time_equivalent,
    employed.started_on,
    employed.left_on,
    employed.performance_rating,
    employed.pdr_completed_on
from {{ ref('stg_professional') }} as professional
full join {{ ref('stg_worker') }} as employed using (worker_id)
left join allocated using (worker_id)
