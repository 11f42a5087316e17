select
    lacp_table_id as care_plan_row_id,
    lacp_person_id as child_id,
    lacp_cla_care_plan_start_date as start_date,
    lacp_cla_care_plan_end_date as end_date,
    lacp_cla_care_plan_json as options
from {{ source('raw', 'ssd_cla_care_plan') }}
where _quarantine is null
