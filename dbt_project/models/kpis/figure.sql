-- Sums by month become every basis by window frames over months; figures that arrived ready fill in where cases have none.
with spine as (
    select
        value.value_number,
        value.measure_id,
        value.breakdown,
        value.breakdown_value,
        value.from_month,
        value.to_month,
        month.month_number,
        month.is_shown,
        measure.relation = 'spell' as is_spell,
        measure.statistic in ('maximum', 'mode') as is_extreme,
        coalesce(total.numerator, 0) as numerator,
        coalesce(total.denominator, 0) as denominator
    from {{ ref('breakdown_value') }} as value
    inner join {{ ref('measure_definition') }} as measure using (measure_id)
    cross join {{ ref('month') }} as month
    left join {{ ref('month_total') }} as total
        on value.measure_id = total.measure_id
        and value.breakdown = total.breakdown
        and value.breakdown_value = total.breakdown_value
        and month.month_number = total.month_number
),

-- What holds in the month: the sum of its events, the state at its end, or the extreme among its open cases.
accumulated as (
    select
        * replace (
            case when is_spell then sum(numerator) over months else numerator end as numerator,
            case when is_spell then sum(denominator) over months else denominator end as denominator
        )
    from spine
    window months as (
        partition by value_number order by month_number rows unbounded preceding
    )
),

monthly as (
    select accumulated.* replace (
        case when accumulated.is_extreme then coalesce(extreme.numerator, 0) else accumulated.numerator end as numerator,
        case when accumulated.is_extreme then coalesce(extreme.denominator, 0) else accumulated.denominator end as denominator
    )
    from accumulated
    left join {{ ref('month_extreme') }} as extreme using (measure_id, breakdown, breakdown_value, month_number)
),

framed as (
    select
        *,
        sum(numerator) over quarter as quarter_numerator,
        sum(denominator) over quarter as quarter_denominator,
        sum(numerator) over rolling_year as year_numerator,
        sum(denominator) over rolling_year as year_denominator,
        sum(numerator) over financial_year as financial_numerator,
        sum(denominator) over financial_year as financial_denominator,
        sum(numerator) over academic_year as academic_numerator,
        sum(denominator) over academic_year as academic_denominator
    from monthly
    window
        quarter as (
            partition by value_number order by month_number rows between 2 preceding and current row
        ),
        rolling_year as (
            partition by value_number order by month_number rows between 11 preceding and current row
        ),
        -- April is month 3 of the calendar year counted from 0, September month 8.
        financial_year as (
            partition by value_number, (month_number - 3) // 12 order by month_number
        ),
        academic_year as (
            partition by value_number, (month_number - 8) // 12 order by month_number
        )
),

by_basis as (
    select
        framed.measure_id,
        basis.frequency,
        basis.basis,
        basis.is_headline,
        framed.breakdown,
        framed.breakdown_value,
        framed.month_number,
        measure.statistic,
        measure.decimals,
        measure.relation,
        case basis.basis
            when 'month' then 1
            when 'quarter' then 3
            when 'snapshot' then case basis.frequency when 'monthly' then 1 else 3 end
            when 'financial_year_to_date' then (framed.month_number - 3) % 12 + 1
            when 'academic_year_to_date' then (framed.month_number - 8) % 12 + 1
            else 12
        end as months,
        -- A share of spells is its state at the period end on every basis.
        case
            when framed.is_spell and measure.statistic <> 'count' then framed.numerator
            else case basis.basis
                when 'quarter' then framed.quarter_numerator
                when 'rolling_12_months' then framed.year_numerator
                when 'annual' then framed.year_numerator
                when 'financial_year_to_date' then framed.financial_numerator
                when 'academic_year_to_date' then framed.academic_numerator
                else framed.numerator
            end
        end as numerator,
        case
            when framed.is_spell and measure.statistic <> 'count' then framed.denominator
            else case basis.basis
                when 'quarter' then framed.quarter_denominator
                when 'rolling_12_months' then framed.year_denominator
                when 'annual' then framed.year_denominator
                when 'financial_year_to_date' then framed.financial_denominator
                when 'academic_year_to_date' then framed.academic_denominator
                else framed.denominator
            end
        end as denominator
    from framed
    inner join {{ ref('measure_basis') }} as basis using (measure_id)
    inner join {{ ref('measure_definition') }} as measure using (measure_id)
    where framed.is_shown
        and (basis.frequency = 'monthly' or framed.month_number % 12 in (2, 5, 8, 11))
        -- Years end in March; those of schools, which arrive as figures, are told in September.
        and (basis.basis <> 'annual' or framed.month_number % 12 = if(measure.relation = 'aggregate', 8, 2))
        and framed.month_number between framed.from_month and framed.to_month
),

dated as (
    select
        by_basis.*,
        {{ month_start('by_basis.month_number - by_basis.months + 1') }} as period_start,
        {{ month_end('by_basis.month_number') }} as period_end
    from by_basis
),

-- Shares and ratios divide by their own denominators, rates by residents, a count over a year by its months.
divided as (
    select
        dated.* replace (
            case
                when dated.statistic like 'rate_per_%' then population.population
                when dated.statistic <> 'count' then dated.denominator
                when dated.basis in ('month', 'quarter', 'snapshot') then null
                else dated.months
            end as denominator
        ),
        coalesce(
            dated.relation in ('event', 'spell')
            and supply.is_supplied
            and dated.period_end <= supply.complete_to
            and case
                when dated.relation = 'spell' and (dated.basis = 'snapshot' or dated.statistic <> 'count') then dated.period_end
                else dated.period_start
            end >= supply.figures_from
            -- Where nobody's residents are known; a part without residents (unallocated) keeps its cases, for the sum of parts.
            and not (dated.statistic like 'rate_per_%' and dated.breakdown = 'authority' and population.population is null),
            false
        ) as is_supplied
    from dated
    left join {{ ref('measure_supply') }} as supply using (measure_id)
    left join {{ ref('resident_population') }} as population
        on case when dated.statistic like 'rate_per_%' then dated.breakdown end = population.breakdown
        and dated.breakdown_value = population.breakdown_value
        and dated.period_end >= population.from_on
        and dated.period_end < population.to_on
),

from_cases as (
    select
        measure_id,
        frequency,
        basis,
        is_headline,
        breakdown,
        breakdown_value,
        month_number,
        period_start,
        period_end,
        case when is_supplied then numerator end as numerator,
        case when is_supplied then denominator end as denominator,
        case
            when not is_supplied then null
            when denominator is null and statistic = 'count' then numerator
            when statistic = 'mode' then case when denominator > 0 then numerator end
            else {{ rounded_ratio('numerator', 'denominator',
                "(case statistic when 'percentage' then 100 when 'rate_per_10000' then 10000 when 'rate_per_1000' then 1000 else 1 end)",
                'decimals') }}
        end as value,
        case
            when not is_supplied then 'not_supplied'
            when statistic <> 'count' and coalesce(denominator, 0) = 0 then 'no_cases'
            else 'reported'
        end as value_state,
        case when relation = 'aggregate' then 'aggregate_return' else 'cases' end as source
    from divided
),

delivered as (
    select
        given.measure_id,
        basis.frequency,
        basis.basis,
        basis.is_headline,
        given.breakdown,
        given.breakdown_value,
        month.month_number,
        {{ month_start('month.month_number - case basis.basis when \'month\' then 1 when \'quarter\' then 3 '
            ~ 'when \'snapshot\' then case basis.frequency when \'monthly\' then 1 else 3 end '
            ~ 'when \'financial_year_to_date\' then (month.month_number - 3) % 12 + 1 '
            ~ 'when \'academic_year_to_date\' then (month.month_number - 8) % 12 + 1 else 12 end + 1') }} as period_start,
        given.period_end,
        given.numerator,
        given.denominator,
        coalesce(
            {{ rounded_ratio('given.value', '1', '1', 'measure.decimals') }},
            case
                when measure.statistic = 'count' and given.denominator is null then given.numerator
                else {{ rounded_ratio('given.numerator', 'given.denominator',
                    "(case measure.statistic when 'percentage' then 100 when 'rate_per_10000' then 10000 when 'rate_per_1000' then 1000 else 1 end)",
                    'measure.decimals') }}
            end
        ) as value,
        'reported' as value_state,
        'aggregate_return' as source
    from {{ ref('delivered_figure') }} as given
    inner join {{ ref('measure_definition') }} as measure using (measure_id)
    inner join {{ ref('measure_basis') }} as basis using (measure_id, basis)
    inner join {{ ref('month') }} as month on given.period_end = month.month_end and month.is_shown
    where basis.frequency = 'monthly' or month.month_number % 12 in (2, 5, 8, 11)
)

-- A figure from cases stands; one that arrived ready fills in where cases give none.
select from_cases.*
from from_cases
left join delivered using (measure_id, frequency, basis, breakdown, breakdown_value, period_end)
where from_cases.value_state <> 'not_supplied' or delivered.value is null
union all by name
select delivered.*
from delivered
left join from_cases using (measure_id, frequency, basis, breakdown, breakdown_value, period_end)
where delivered.value is not null and coalesce(from_cases.value_state, 'not_supplied') = 'not_supplied'
