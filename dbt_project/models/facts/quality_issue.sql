-- Each finding with the team and worker responsible for the child on the as-of date.
select
    issue.rule_id,
    issue.severity,
    issue.table_name,
    issue.column_name,
    issue.file_row,
    issue.row_key,
    issue.child_id,
    issue.file,
    issue.cell,
    coalesce(timeline.team_id, 'unallocated') as team_id,
    timeline.worker_id,
    coalesce(seen.first_seen_on, night.as_of) as first_seen_on,
    night.as_of
from {{ ref('stg_issue') }} as issue
cross join {{ ref('stg_night') }} as night
left join {{ ref('child_timeline') }} as timeline
    on issue.child_id = timeline.child_id and night.as_of >= timeline.from_on and night.as_of < timeline.to_on
left join {{ ref('stg_quality_seen') }} as seen
    on issue.rule_id = seen.rule_id
    and issue.table_name = seen.table_name
    and issue.column_name is not distinct from seen.column_name
    and issue.row_key is not distinct from seen.row_key
