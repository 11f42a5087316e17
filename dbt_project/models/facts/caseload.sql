-- Social workers with children allocated (the one worker of each child, conventions 13).
select
    load.worker_id,
    load.team_id,
    -- Children per full-time equivalent: 0 cannot be divided by.
    coalesce(nullif(worker.full_time_equivalent, 0), 1) as full_time_equivalent,
    load.children,
    load.from_on,
    load.to_on
from {{ caseloads(ref('child_timeline')) }} as load
inner join {{ ref('worker') }} as worker using (worker_id)
where worker.is_social_worker = 'Y'
