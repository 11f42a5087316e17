select
    prof_professional_id as worker_id,
    prof_professional_name as worker_name,
    prof_professional_job_title as job_title,
    prof_social_worker_registration_no as registration_number,
    prof_full_time_equivalency as full_time_equivalent,
    prof_agency_worker_flag as is_agency
from {{ source('raw', 'ssd_professionals') }}
where _quarantine is null
