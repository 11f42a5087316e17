select rule_id, table_name, column_name, row_key, min(first_seen_on) as first_seen_on
from {{ source('raw', 'quality_seen') }}
group by rule_id, table_name, column_name, row_key
