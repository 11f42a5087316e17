select
    icpc_icpc_id as conference_id,
    icpc_icpc_meeting_id as meeting_id,
    icpc_s47_enquiry_id as s47_enquiry_id,
    icpc_person_id as child_id,
    icpc_cp_plan_id as cp_plan_id,
    icpc_referral_id as referral_id,
    icpc_icpc_transfer_in as is_transfer_in,
    icpc_icpc_target_date as target_date,
    icpc_icpc_date as held_date,
    icpc_icpc_outcome_cp_flag as led_to_plan,
    icpc_icpc_team as team_id,
    icpc_icpc_worker_id as worker_id
from {{ source('raw', 'ssd_initial_cp_conference') }}
where _quarantine is null
