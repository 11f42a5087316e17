select
    measure_id,
    period_end,
    cast(role as varchar) as role,
    cast(position as integer) as position,
    area_code,
    area_name,
    value,
    reason,
    cast(rank as integer) as rank,
    cast(rank_of as integer) as rank_of,
    source,
    source_date
from {{ ref('compared_area') }}
