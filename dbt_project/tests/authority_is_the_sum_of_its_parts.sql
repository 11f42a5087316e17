-- Every breakdown is disjoint: its values, unallocated and unknown included, add up to the authority on each period and basis.
-- Values that are not valid in a period (a team before it existed) have no row and can hold nothing; what a measure declares to
-- stand beside its headline is no part of it.
with part as (
    select
        figure.measure_id,
        figure.frequency,
        figure.basis,
        figure.period_end,
        figure.breakdown,
        sum(figure.numerator) as numerator,
        sum(figure.denominator) as denominator
    from {{ ref('figure') }} as figure
    inner join {{ ref('measure_definition') }} as measure using (measure_id)
    where figure.breakdown <> 'authority'
        and figure.source = 'cases'
        and figure.value_state <> 'not_supplied'
        and coalesce(figure.breakdown_value <> measure.beside_headline, true)
    group by all
)

select part.measure_id, part.breakdown, count(*) as periods
from part
inner join {{ ref('figure') }} as whole using (measure_id, frequency, basis, period_end)
inner join {{ ref('measure_definition') }} as measure using (measure_id)
where whole.breakdown = 'authority'
    and whole.source = 'cases'
    and measure.statistic not in ('maximum', 'mode')
    and (
        part.numerator <> whole.numerator
        -- A rate divides by residents and a yearly count by months: those are not summed.
        or (measure.statistic in ('percentage', 'mean', 'ratio') and part.denominator <> whole.denominator)
    )
group by all
