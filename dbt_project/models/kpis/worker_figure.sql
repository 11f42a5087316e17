-- The headline basis by worker, for the last 13 periods. No zeros: a worker is shown for the periods with cases.
with counted as (
    select
        cases.measure_id,
        latest.basis,
        latest.frequency,
        latest.month_number as last_month,
        coalesce(cases.worker_id, 'unallocated') as worker_id,
        cases.is_spell,
        cases.numerator,
        cases.denominator,
        {{ month_number('cases.from_on') }} as from_month,
        {{ month_number('cases.to_on') }} - 1 as to_month,
        {{ month_number('latest.period_end') }} - {{ month_number('latest.period_start') }} as months_before
    from {{ ref('cases') }} as cases
    inner join {{ ref('latest_period') }} as latest using (measure_id)
    inner join {{ ref('measure_breakdown') }} as own using (measure_id)
    inner join {{ ref('measure_supply') }} as supply using (measure_id)
    where own.breakdown = 'worker' and supply.is_supplied and cases.is_in_headline
),

-- An event counts in each period whose window holds it, a spell at each month end it is open.
placed as (
    select
        *,
        unnest(range(
            greatest(from_month, last_month - 12),
            least(
                case when is_spell then coalesce(to_month, last_month) else from_month + months_before end,
                last_month
            ) + 1
        )) as month_number
    from counted
),

summed as (
    select measure_id, basis, frequency, worker_id, month_number, sum(numerator) as numerator, sum(denominator) as denominator
    from placed
    group by all
)

select
    summed.measure_id,
    summed.basis,
    {{ month_end('summed.month_number') }} as period_end,
    summed.worker_id,
    summed.numerator,
    case when measure.statistic <> 'count' then summed.denominator end as denominator,
    case
        when measure.statistic = 'count' then summed.numerator
        else {{ rounded_ratio('summed.numerator', 'summed.denominator', "(case measure.statistic when 'percentage' then 100 else 1 end)",
            'measure.decimals') }}
    end as value
from summed
inner join {{ ref('measure_definition') }} as measure using (measure_id)
where summed.frequency = 'monthly' or summed.month_number % 12 in (2, 5, 8, 11)
