select
    measure_id,
    basis,
    period_end,
    coalesce(breakdown, 'authority') as breakdown,
    coalesce(breakdown_value, 'all') as breakdown_value,
    numerator,
    denominator,
    "value"
from {{ ref('stg_aggregate_return') }}
