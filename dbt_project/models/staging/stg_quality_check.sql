select rule_id, table_name, column_name, rows_found, skipped_for
from {{ source('raw', 'quality_check') }}
