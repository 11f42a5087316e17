-- The tile and the list under it: the latest headline, summed again straight from the case list.
with listed as (
    select measure_id, period_end, sum(numerator) as numerator, coalesce(sum(denominator), 0) as denominator
    from {{ ref('case_list') }}
    group by all
)

select latest.measure_id
from {{ ref('latest_period') }} as latest
inner join {{ ref('figure') }} as figure using (measure_id, frequency, basis, period_end)
inner join {{ ref('measure_definition') }} as measure using (measure_id)
left join listed using (measure_id, period_end)
where figure.breakdown = 'authority'
    and figure.source = 'cases'
    and figure.value_state <> 'not_supplied'
    and measure.statistic not in ('maximum', 'mode')
    and (
        figure.numerator <> coalesce(listed.numerator, 0)
        or (measure.statistic in ('percentage', 'mean', 'ratio') and figure.denominator <> coalesce(listed.denominator, 0))
    )
