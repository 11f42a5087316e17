{{ config(meta={'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ext_school_attendance.sessions_absent_illness', 'ssd_person']}) }}

with counted as (
    select
        child_id as case_id,
        child_id,
        phase,
        sen_status,
        from_on,
        to_on,
        case
            when sessions_attended * 100 <= sessions_possible * limit_number
                and (sessions_attended + sessions_ill) * 100 > sessions_possible * limit_number
                then 1
            else 0
        end as numerator,
        1 as denominator
    from {{ with_standard(ref('cla_pupil_attendance'), 'good_attendance_threshold') }}
)

{{ spell_cases('cla_reduced_attendance_illness', category_1='counted.phase', category_2='counted.sen_status') }}
