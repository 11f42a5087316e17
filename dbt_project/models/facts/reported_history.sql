select child_id, item, as_at, source_return, "value"
from {{ ref('stg_reported_history') }}
