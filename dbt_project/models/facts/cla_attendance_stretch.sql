-- Sessions since 1 September in weeks ending while looked after; each week's sum stands until the next week, the last one
-- to 31 August.
with week as (
    select
        attendance.child_id,
        attendance.week_ending,
        attendance.phase,
        attendance.sessions_possible,
        attendance.sessions_possible - attendance.sessions_attended as sessions_missed,
        make_date(
            cast(year(attendance.week_ending) - case when month(attendance.week_ending) < 9 then 1 else 0 end as bigint), 9, 1
        ) as academic_year_from
    from {{ ref('stg_school_attendance') }} as attendance
    inner join {{ ref('time_in_care') }} as care
        on attendance.child_id = care.child_id
        and attendance.week_ending >= care.from_on
        and attendance.week_ending < care.to_on
),

by_week as (
    select
        child_id,
        academic_year_from,
        week_ending,
        max(phase) as phase,
        sum(sessions_possible) as sessions_possible,
        sum(sessions_missed) as sessions_missed
    from week
    group by all
)

select
    by_week.child_id,
    by_week.academic_year_from,
    by_week.phase,
    by_week.week_ending as from_on,
    lead(by_week.week_ending, 1, cast(by_week.academic_year_from + to_years(1) as date)) over year_to_date as to_on,
    sum(by_week.sessions_possible) over year_to_date as sessions_possible,
    sum(by_week.sessions_missed) over year_to_date as sessions_missed
from by_week
window year_to_date as (
    partition by by_week.child_id, by_week.academic_year_from order by by_week.week_ending
    rows between unbounded preceding and current row
)
