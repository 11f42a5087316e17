select
    measure_id,
    basis,
    period_end,
    breakdown,
    breakdown_value,
    numerator,
    denominator,
    value
from {{ source('raw', 'aggregate_return') }}
where _quarantine is null
