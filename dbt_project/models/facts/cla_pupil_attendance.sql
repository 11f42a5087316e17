-- Children in care of school age (Reception to Year 11) with sessions possible since 1 September, and those sessions.
with pupil as (
    select child_id, sen_status, from_on, to_on from {{ ref('cla_pupil') }} where age_in_august between 4 and 15
)

select *
from {{ on_days_of('pupil', ref('cla_attendance_stretch'), ['phase', 'sessions_possible', 'sessions_attended', 'sessions_ill']) }}
where sessions_possible > 0
