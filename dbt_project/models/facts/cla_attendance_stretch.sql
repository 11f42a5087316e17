-- Sessions since 1 September in weeks ending while looked after; each week's sum stands until the next week, the last one
-- to 31 August.
with by_week as (
    select
        child_id,
        academic_year_from,
        week_ending,
        max(phase) as phase,
        sum(sessions_possible) as sessions_possible,
        sum(sessions_attended) as sessions_attended,
        sum(sessions_ill) as sessions_ill
    from {{ ref('school_attendance') }}
    group by all
)

select
    by_week.child_id,
    by_week.academic_year_from,
    by_week.phase,
    by_week.week_ending as from_on,
    lead(by_week.week_ending, 1, cast(by_week.academic_year_from + to_years(1) as date)) over year_to_date as to_on,
    sum(by_week.sessions_possible) over year_to_date as sessions_possible,
    sum(by_week.sessions_attended) over year_to_date as sessions_attended,
    sum(by_week.sessions_ill) over year_to_date as sessions_ill
from by_week
window year_to_date as (
    partition by by_week.child_id, by_week.academic_year_from order by by_week.week_ending
    rows between unbounded preceding and current row
)
