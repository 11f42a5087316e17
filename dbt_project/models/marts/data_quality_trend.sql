select rule_id, table_name as "table", severity, team_id, as_of, findings as "rows"
from {{ ref('quality_count') }}
