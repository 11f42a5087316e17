-- Every breakdown is disjoint: its values, unallocated and unknown included, add up to the authority on each period and basis.
-- Values that are not valid in a period (a team before it existed) have no row and can hold nothing.
with part as (
    select measure_id, frequency, basis, period_end, breakdown, sum(numerator) as numerator, sum(denominator) as denominator
    from {{ ref('figure') }}
    where breakdown <> 'authority' and source = 'cases' and value_state <> 'not_supplied'
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
