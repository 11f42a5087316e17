select
    cases.measure_id,
    cases.case_id,
    cases.child_id,
    measure.requirement,
    coalesce(cases.team_id, 'unallocated') as team_id,
    coalesce(team.team_name, cases.team_id, 'unallocated') as team_name,
    cases.worker_id,
    worker.worker_name,
    cases.done_on as last_done_on,
    cases.due_on,
    {{ light(is_met(), 'cases.due_on', 'day.as_of', 'day.soon_on') }} as light,
    case
        when not {{ is_met() }} and cases.due_on is not null
            then cast(greatest(date_diff('day', cases.due_on, day.as_of), 0) as integer)
    end as days_over,
    day.as_of
from {{ ref('cases') }} as cases
inner join {{ ref('measure_definition') }} as measure using (measure_id)
inner join {{ ref('measure_supply') }} as supply using (measure_id)
cross join {{ ref('as_of_day') }} as day
left join {{ ref('org_unit_valid') }} as team
    on cases.team_id = team.team_id and cases.from_on >= team.from_on and cases.from_on < team.to_on
left join {{ ref('worker') }} as worker on cases.worker_id = worker.worker_id
where measure.requirement is not null
    and supply.is_supplied
    and cases.is_spell
    and cases.from_on <= day.as_of
    and coalesce(cases.to_on, {{ far_future() }}) > day.as_of
