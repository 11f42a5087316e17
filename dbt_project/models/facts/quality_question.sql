select rule_id, table_name, column_name, rows_found, skipped_for
from {{ ref('stg_quality_check') }}
