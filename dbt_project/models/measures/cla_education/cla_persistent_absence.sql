{{ config(meta={'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ext_school_attendance', 'ssd_person']}) }}

with threshold as (
    select number, from_on, to_on from {{ ref('standard_in_force') }} where parameter = 'persistent_absence_threshold'
),

state as (
    select
        attendance.child_id,
        attendance.phase,
        attendance.academic_year_from,
        attendance.sessions_possible,
        case when attendance.sessions_missed * 100 >= attendance.sessions_possible * threshold.number then 1 else 0 end as numerator,
        greatest(attendance.from_on, care.from_on, threshold.from_on) as from_on,
        least(attendance.to_on, care.to_on, threshold.to_on) as to_on
    from {{ ref('cla_attendance_stretch') }} as attendance
    inner join {{ ref('time_in_care') }} as care
        on attendance.child_id = care.child_id
        and attendance.from_on < care.to_on
        and care.from_on < attendance.to_on
    inner join threshold
        on attendance.from_on < threshold.to_on and threshold.from_on < attendance.to_on
),

of_school_age as (
    select state.*
    from state
    inner join {{ ref('child') }} as child using (child_id)
    where state.sessions_possible > 0
        and {{ age_on('child.birth_date', 'cast(state.academic_year_from - 1 as date)') }} between 4 and 15
),

counted as (
    select
        of_school_age.child_id as case_id,
        of_school_age.child_id,
        of_school_age.phase,
        'unknown' as sen_status,
        of_school_age.numerator,
        1 as denominator,
        of_school_age.from_on,
        of_school_age.to_on
    from {{ without_days('of_school_age', ref('school_spell')) }} as of_school_age
    union all
    select
        of_school_age.child_id,
        of_school_age.child_id,
        of_school_age.phase,
        coalesce(school.sen_status, 'unknown'),
        of_school_age.numerator,
        1,
        greatest(of_school_age.from_on, school.from_on),
        least(of_school_age.to_on, school.to_on)
    from of_school_age
    inner join {{ ref('school_spell') }} as school
        on of_school_age.child_id = school.child_id
        and of_school_age.from_on < school.to_on
        and school.from_on < of_school_age.to_on
)

{{ spell_cases('cla_persistent_absence', category_1='counted.phase', category_2='counted.sen_status') }}
