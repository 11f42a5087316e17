select
    figure.measure_id,
    figure.basis,
    figure.period_end,
    figure.breakdown_value as worker_id,
    worker.worker_name,
    team.team_id,
    figure.numerator,
    figure.denominator,
    figure.value
from {{ ref('judged_figure') }} as figure
inner join {{ ref('latest_period') }} as latest using (measure_id, frequency, basis)
left join {{ ref('worker') }} as worker on figure.breakdown_value = worker.worker_id
left join (
    -- The team of the worker's latest involvement.
    select worker_id, arg_max(team_id, (start_date, involvement_id)) as team_id
    from {{ ref('involvement') }}
    group by worker_id
) as team on figure.breakdown_value = team.worker_id
where figure.breakdown = 'worker' and figure.value_state <> 'not_supplied' and figure.month_number > latest.month_number - 13
