select
    placement_id,
    in_authority,
    placement_la,
    intended_until_18
from {{ source('raw', 'ext_placement_detail') }}
where _quarantine is null
