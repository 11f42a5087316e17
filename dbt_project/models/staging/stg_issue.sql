select rule_id, severity, table_name, column_name, file_row, row_key, child_id, file
from {{ source('raw', 'issue') }}
