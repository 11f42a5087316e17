-- While a social worker who has not left is allocated to a child, or a personal adviser to a care leaver.
select
    involvement.child_id,
    involvement.role,
    involvement.start_date as from_on,
    least(coalesce(involvement.end_date, {{ far_future() }}), coalesce(worker.left_on, {{ far_future() }})) as to_on
from {{ ref('involvement') }} as involvement
left join {{ ref('worker') }} as worker using (worker_id)
where involvement.role = 'allocated_social_worker' and worker.is_social_worker = 'Y'
    or involvement.role = 'personal_adviser' and involvement.worker_id is not null
