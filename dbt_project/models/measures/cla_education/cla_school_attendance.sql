{{ config(meta={'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ext_school_attendance', 'ssd_person']}) }}

with counted as (
    select
        attendance.attendance_id as case_id,
        attendance.child_id,
        attendance.phase,
        pupil.sen_status,
        attendance.week_ending as from_on,
        attendance.sessions_attended as numerator,
        attendance.sessions_possible as denominator
    from {{ ref('school_attendance') }} as attendance
    inner join {{ ref('cla_pupil') }} as pupil
        on attendance.child_id = pupil.child_id
        and attendance.week_ending >= pupil.from_on
        and attendance.week_ending < pupil.to_on
    where pupil.age_in_august between 4 and 15
)

{{ event_cases('cla_school_attendance', category_1='counted.phase', category_2='counted.sen_status') }}
