select
    cina_assessment_id as assessment_id,
    cina_person_id as child_id,
    cina_referral_id as referral_id,
    cina_assessment_start_date as start_date,
    cina_assessment_child_seen as child_seen,
    cina_assessment_auth_date as authorised_date,
    cina_assessment_outcome_json as outcome,
    cina_assessment_outcome_nfa as is_no_further_action,
    cina_assessment_team as team_id,
    cina_assessment_worker_id as worker_id
from {{ source('raw', 'ssd_cin_assessments') }}
where _quarantine is null
