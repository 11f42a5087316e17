select
    clea_table_id as care_leaver_row_id,
    clea_person_id as child_id,
    clea_care_leaver_eligibility as eligibility,
    clea_care_leaver_in_touch as in_touch,
    clea_care_leaver_latest_contact as latest_contact_date,
    clea_care_leaver_activity as activity_code,
    clea_care_leaver_accom_suitable as accommodation_suitable_code,
    clea_pathway_plan_review_date as pathway_plan_review_date,
    clea_care_leaver_allocated_team as team_id,
    clea_care_leaver_worker_id as worker_id,
    _extract_date as extract_date,
    _source as source
from {{ source('raw', 'ssd_care_leavers') }}
where _quarantine is null
