select
    cppl_cp_plan_id as cp_plan_id,
    cppl_referral_id as referral_id,
    cppl_icpc_id as conference_id,
    cppl_person_id as child_id,
    cppl_cp_plan_start_date as start_date,
    cppl_cp_plan_end_date as end_date,
    cppl_cp_plan_initial_category as initial_category,
    cppl_cp_plan_ola as is_other_authority,
    cppl_cp_plan_latest_category as latest_category
from {{ source('raw', 'ssd_cp_plans') }}
where _quarantine is null
