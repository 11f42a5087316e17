select
    requirement.measure_id,
    requirement.case_id,
    requirement.child_id,
    requirement.requirement,
    requirement.team_id,
    requirement.team_name,
    requirement.worker_id,
    requirement.worker_name,
    requirement.last_done_on,
    requirement.due_on,
    requirement.light,
    requirement.days_over,
    measure."action"
        || case requirement.light
            when 'red' then ' now' || coalesce(', ' || requirement.days_over || ' days late', ', none on record')
            else ' by ' || strftime(requirement.due_on, '%-d %B %Y')
        end as action,
    requirement.as_of
from {{ ref('requirement') }} as requirement
inner join {{ ref('measure_definition') }} as measure using (measure_id)
where requirement.light <> 'green'

union all

-- No source records that such a review was held: it is asked for until its day, and not called late.
select
    measure_id, case_id, child_id, review_trigger, team_id, team_name, worker_id, worker_name,
    cast(null as date), due_on, 'amber', cast(null as integer),
    "action" || ' by ' || strftime(due_on, '%-d %B %Y'), as_of
from {{ ref('review_triggered') }}
