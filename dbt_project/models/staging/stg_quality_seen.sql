select rule_id, table_name, team_id, first_seen_on
from {{ source('raw', 'quality_seen') }}
