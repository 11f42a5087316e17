-- Findings counted: of this night, and of the publications before it as they were.
select rule_id, table_name, severity, team_id, as_of, count(*) as findings
from {{ ref('quality_issue') }}
group by rule_id, table_name, severity, team_id, as_of
union all
select rule_id, table_name, severity, team_id, as_of, findings
from {{ ref('stg_quality_before') }}
