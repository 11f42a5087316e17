select
    episode_id,
    tier,
    supports_social_care
from {{ source('raw', 'ext_early_help_detail') }}
where _quarantine is null
