select distinct child_id, check_type, check_date as done_on
from {{ ref('stg_cla_health_check') }}
where status = 'Completed' and check_date is not null
