select
    rule_id,
    table_name as "table",
    severity,
    team_id,
    count(*) as "rows",
    min(first_seen_on) as first_seen_on,
    as_of
from {{ ref('quality_issue') }}
group by rule_id, table_name, severity, team_id, as_of
