select
    miss_table_id as missing_episode_id,
    miss_person_id as child_id,
    miss_missing_episode_start_date as missing_from,
    miss_missing_episode_type as missing_type,
    miss_missing_episode_end_date as missing_to,
    miss_missing_rhi_offered as interview_offered,
    miss_missing_rhi_accepted as interview_accepted
from {{ source('raw', 'ssd_missing') }}
where _quarantine is null
