select
    clah_health_check_id as health_check_id,
    clah_person_id as child_id,
    clah_health_check_type as check_type,
    clah_health_check_date as check_date,
    clah_health_check_status as status
from {{ source('raw', 'ssd_cla_health') }}
where _quarantine is null
