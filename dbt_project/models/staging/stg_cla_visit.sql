select
    clav_cla_visit_id as visit_id,
    clav_cla_id as period_of_care_id,
    clav_person_id as child_id,
    clav_cla_visit_date as visit_date,
    clav_cla_visit_seen as seen,
    clav_cla_visit_seen_alone as seen_alone
from {{ source('raw', 'ssd_cla_visits') }}
where _quarantine is null
