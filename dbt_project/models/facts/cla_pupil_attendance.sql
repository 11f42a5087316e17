-- Children in care of school age (Reception to Year 11) with sessions possible since 1 September, and those sessions.
select
    pupil.child_id,
    attendance.phase,
    pupil.sen_status,
    attendance.sessions_possible,
    attendance.sessions_attended,
    attendance.sessions_ill,
    greatest(pupil.from_on, attendance.from_on) as from_on,
    least(pupil.to_on, attendance.to_on) as to_on
from {{ ref('cla_pupil') }} as pupil
inner join {{ ref('cla_attendance_stretch') }} as attendance
    on pupil.child_id = attendance.child_id
    and pupil.from_on < attendance.to_on
    and attendance.from_on < pupil.to_on
where pupil.age_in_august between 4 and 15 and attendance.sessions_possible > 0
