select involvement_id, child_id, worker_id, team_id, role, start_date, end_date
from {{ ref('stg_involvement') }}
