with publication as (
    select max(counted.as_of) as previous_as_of
    from {{ ref('quality_count') }} as counted
    inner join {{ ref('night') }} as night on counted.as_of < night.as_of
)

select
    issue.rule_id,
    issue.table_name as "table",
    issue.severity,
    issue.team_id,
    count(*) as "rows",
    case when publication.previous_as_of is not null then coalesce(any_value(before.findings), 0) end as previous_rows,
    publication.previous_as_of,
    min(issue.first_seen_on) as first_seen_on,
    cast(issue.as_of - min(issue.first_seen_on) as integer) as oldest_days,
    issue.as_of
from {{ ref('quality_issue') }} as issue
cross join publication
left join {{ ref('quality_count') }} as before
    on issue.rule_id = before.rule_id
    and issue.table_name = before.table_name
    and issue.severity = before.severity
    and issue.team_id = before.team_id
    and publication.previous_as_of = before.as_of
group by issue.rule_id, issue.table_name, issue.severity, issue.team_id, issue.as_of, publication.previous_as_of
