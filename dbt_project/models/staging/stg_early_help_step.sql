select
    step_id,
    episode_id,
    kind,
    occurred_on
from {{ source('raw', 'ext_early_help_step') }}
where _quarantine is null
