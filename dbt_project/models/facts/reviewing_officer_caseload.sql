-- Independent reviewing officers who have not left, with the children they are involved with; of several officers of a child
-- the one who started last (conventions 13).
with involved as (
    select
        involvement.involvement_id,
        involvement.child_id,
        involvement.worker_id,
        involvement.start_date as from_on,
        least(coalesce(involvement.end_date, {{ far_future() }}), coalesce(worker.left_on, {{ far_future() }})) as to_on
    from {{ ref('involvement') }} as involvement
    left join {{ ref('stg_worker') }} as worker using (worker_id)
    where involvement.role = 'independent_reviewing_officer' and involvement.worker_id is not null
),

held as (select * from {{ latest_counts('involved', 'involvement_id') }})

select worker_id, team_id, children, from_on, to_on
from {{ caseloads('held') }}
