select
    figure.measure_id,
    figure.basis,
    figure.period_end,
    figure.worker_id,
    worker.worker_name,
    team.team_id,
    cast(figure.numerator as decimal(18, 4)) as numerator,
    cast(figure.denominator as decimal(18, 4)) as denominator,
    cast(figure.value as decimal(18, 4)) as value
from {{ ref('worker_figure') }} as figure
left join {{ ref('worker') }} as worker using (worker_id)
left join (
    -- The team of the worker's latest involvement.
    select worker_id, arg_max(team_id, (start_date, involvement_id)) as team_id
    from {{ ref('involvement') }}
    group by worker_id
) as team using (worker_id)
