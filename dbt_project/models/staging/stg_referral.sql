select
    cine_referral_id as referral_id,
    cine_person_id as child_id,
    cine_referral_date as referral_date,
    cine_cin_primary_need_code as primary_need_code,
    cine_referral_source_code as source_code,
    cine_referral_nfa as is_no_further_action,
    cine_close_reason as close_reason,
    cine_close_date as close_date,
    cine_referral_team as team_id,
    cine_referral_worker_id as worker_id,
    -- An episode of need of Annex A's list 6 without a referral on list 3: when it was referred is not known.
    _file in (
        select supplied.file from {{ source('raw', 'supplied_file') }} as supplied where supplied.kind = 'annex_a list 6'
    ) as is_episode_alone
from {{ source('raw', 'ssd_cin_episodes') }}
where _quarantine is null
