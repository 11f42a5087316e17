-- Weeks that ended while the child was looked after.
select
    attendance.attendance_id,
    attendance.child_id,
    attendance.week_ending,
    attendance.phase,
    attendance.sessions_possible,
    attendance.sessions_attended,
    coalesce(attendance.sessions_absent_illness, 0) as sessions_ill,
    make_date(
        cast(year(attendance.week_ending) - case when month(attendance.week_ending) < 9 then 1 else 0 end as bigint), 9, 1
    ) as academic_year_from
from {{ ref('stg_school_attendance') }} as attendance
inner join {{ ref('time_in_care') }} as care
    on attendance.child_id = care.child_id
    and attendance.week_ending >= care.from_on
    and attendance.week_ending < care.to_on
