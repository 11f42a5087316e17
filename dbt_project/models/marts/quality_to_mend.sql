-- A row is found by its key; the line of the file, which is another in every extract, only where it has none. Two rows of one
-- key are one thing to mend.
select
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
    issue.file,
    min(issue.cell) as cell,
    -- A column of the standard begins with four letters for its table, which say nothing to practice.
    replace(
        replace(rule.what_to_do, '{record}', words.record),
        '{field}',
        coalesce(
            replace(
                case when starts_with(issue.table_name, 'ssd_') then substr(issue.column_name, 6) else issue.column_name end,
                '_', ' '
            ),
            'value'
        )
    ) as what_to_do,
    cast(issue.as_of - issue.first_seen_on as integer) as days_open
from {{ ref('quality_issue') }} as issue
inner join {{ ref('quality_rules') }} as rule using (rule_id)
inner join {{ ref('record_words') }} as words using (table_name)
left join {{ ref('worker') }} as worker using (worker_id)
group by all
