select rule_id, table_name, severity, team_id, "rows" as findings, as_of
from {{ source('raw', 'quality_before') }}
