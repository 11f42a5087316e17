-- Findings as quality_to_mend lists them: two rows of one key are one thing to mend.
select
    rule_id,
    table_name,
    severity,
    coalesce(worker_id, 'unallocated') as worker_id,
    worker_name,
    count(*) as "rows",
    min(first_seen_on) as first_seen_on,
    cast(as_of - min(first_seen_on) as integer) as oldest_days,
    as_of
from {{ ref('quality_to_mend') }}
group by rule_id, table_name, severity, worker_id, worker_name, as_of
