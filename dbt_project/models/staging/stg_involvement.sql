select
    invo_involvements_id as involvement_id,
    invo_professional_id as worker_id,
    invo_professional_role_id as role,
    invo_professional_team as team_id,
    invo_involvement_start_date as start_date,
    invo_involvement_end_date as end_date,
    invo_person_id as child_id,
    invo_referral_id as referral_id
from {{ source('raw', 'ssd_involvements') }}
where _quarantine is null
