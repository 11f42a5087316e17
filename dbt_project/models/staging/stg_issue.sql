select rule_id, severity, table_name, column_name, file_row, row_key, child_id, file, cell
from {{ source('raw', 'issue') }}
