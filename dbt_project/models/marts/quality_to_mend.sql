-- A row is found by its key; the line of the file, which is another in every extract, only where it has none. Two rows of one
-- key are one thing to mend.
select distinct
    issue.rule_id,
    rule.rule,
    issue.severity,
    issue.table_name,
    issue.column_name,
    issue.row_key,
    case when issue.row_key is null then issue.file_row end as file_row,
    issue.child_id,
    issue.team_id,
    issue.worker_id,
    worker.worker_name,
    issue.first_seen_on,
    issue.as_of,
    issue.file
from {{ ref('quality_issue') }} as issue
left join {{ ref('quality_rules') }} as rule using (rule_id)
left join {{ ref('worker') }} as worker using (worker_id)
