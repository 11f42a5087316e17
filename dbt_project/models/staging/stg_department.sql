select
    dept_team_id as team_id,
    dept_team_name as team_name
from {{ source('raw', 'ssd_department') }}
where _quarantine is null
