select measure_id, comparator, period_end, "value", source
from {{ source('pack', 'comparator') }}
