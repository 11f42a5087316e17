select
    comparator.measure_id,
    comparator.comparator,
    comparator.period_end,
    comparator.value,
    'printed' as statistic,
    comparator.source,
    cast(null as date) as source_date
from {{ ref('printed_comparator') }} as comparator
