with triggered as (
    select cases.* exclude (due_on, done_on), measure.review_trigger, measure."action", 'review_trigger_days' as parameter
    from {{ ref('cases') }} as cases
    inner join {{ ref('measure_definition') }} as measure using (measure_id)
    inner join {{ ref('measure_supply') }} as supply using (measure_id)
    where measure.review_trigger is not null and supply.is_supplied and cases.numerator >= 1
)

select
    triggered.measure_id,
    triggered.case_id,
    triggered.child_id,
    triggered.review_trigger,
    coalesce(triggered.team_id, 'unallocated') as team_id,
    coalesce(team.team_name, triggered.team_id, 'unallocated') as team_name,
    triggered.worker_id,
    worker.worker_name,
    triggered.due_on,
    triggered."action",
    day.as_of
from {{ with_due_on('triggered', started_on='from_on') }} as triggered
cross join {{ ref('as_of_day') }} as day
left join {{ ref('org_unit_valid') }} as team
    on triggered.team_id = team.team_id and triggered.from_on >= team.from_on and triggered.from_on < team.to_on
left join {{ ref('worker') }} as worker on triggered.worker_id = worker.worker_id
where triggered.from_on <= day.as_of and triggered.due_on >= day.as_of
