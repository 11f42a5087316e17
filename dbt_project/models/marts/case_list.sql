select
    cases.measure_id,
    latest.basis,
    latest.period_end,
    cases.case_id,
    cases.child_id,
    coalesce(cases.team_id, 'unallocated') as team_id,
    coalesce(team.team_name, cases.team_id, 'unallocated') as team_name,
    cases.worker_id,
    worker.worker_name,
    cases.age,
    cases.category_1,
    cases.category_2,
    cases.from_on,
    cases.to_on,
    cases.numerator,
    case when measure.statistic = 'count' then null else cases.denominator end as denominator,
    cases.due_on,
    cases.done_on,
    case
        when cases.due_on is null and measure.requirement is null then null
        when cases.is_spell then {{ light(is_met(), 'cases.due_on', 'latest.period_end', 'soon.date_day') }}
        when {{ is_met() }} then 'green'
        else 'red'
    end as light,
    case
        when not {{ is_met() }} and cases.due_on is not null
            then cast(greatest(
                date_diff(
                    'day', cases.due_on,
                    case when cases.is_spell then latest.period_end else coalesce(cases.done_on, day.as_of) end
                ), 0
            ) as integer)
    end as days_over
from {{ ref('cases') }} as cases
inner join {{ ref('latest_period') }} as latest using (measure_id)
inner join {{ ref('measure_definition') }} as measure using (measure_id)
inner join {{ ref('measure_supply') }} as supply using (measure_id)
cross join {{ ref('as_of_day') }} as day
left join {{ ref('working_day_calendar') }} as ended on latest.period_end = ended.date_day
left join {{ ref('working_day') }} as soon on soon.working_day_number = ended.working_day_number + 5
left join {{ ref('org_unit_valid') }} as team
    on cases.team_id = team.team_id and cases.from_on >= team.from_on and cases.from_on < team.to_on
left join {{ ref('worker') }} as worker on cases.worker_id = worker.worker_id
where supply.is_supplied
    and cases.is_in_headline
    and case
        when cases.is_spell then cases.from_on <= latest.period_end and coalesce(cases.to_on, {{ far_future() }}) > latest.period_end
        else cases.from_on between latest.period_start and latest.period_end
    end
