with lowest_band as (
    select 'above_' || trim(trim(cast(min(above) as varchar), '0'), '.') as statistic from {{ ref('band') }}
),

voted as (
    select overview.*
    from {{ ref('overview_figure') }} as overview
    cross join lowest_band
    where overview.measure_id is not null
        and (overview.measure_id <> 'measures_in_top_two_bands' or overview.grade is not null)
),

counted as (
    select voted.frequency, voted.month_number, voted.measure_id, 'authority' as breakdown, 'all' as breakdown_value,
        sum(voted.numerator) as numerator, sum(voted.denominator) as denominator
    from voted
    cross join lowest_band
    where voted.grade is null or voted.statistic = lowest_band.statistic
    group by all
    union all
    select voted.frequency, voted.month_number, voted.measure_id, 'kind', voted.theme, sum(voted.numerator), sum(voted.denominator)
    from voted
    cross join lowest_band
    where voted.grade is null or voted.statistic = lowest_band.statistic
    group by all
    union all
    select frequency, month_number, measure_id, 'grade', grade, sum(numerator), sum(denominator)
    from voted
    where grade is not null
    group by all
),

-- Every month is shown: without a judged measure the share has no cases.
month_of as (
    select basis.measure_id, basis.frequency, basis.basis, basis.is_headline, month.month_number, month.month_end, measure.decimals
    from {{ ref('measure_definition') }} as measure
    inner join {{ ref('measure_basis') }} as basis using (measure_id)
    cross join {{ ref('month') }} as month
    where measure.theme = 'overview'
        and month.is_shown
        and (basis.frequency = 'monthly' or month.month_number % 12 in (2, 5, 8, 11))
),

value_of as (
    select distinct measure_id, breakdown, breakdown_value from counted
    union
    select measure_id, 'authority', 'all' from {{ ref('measure_definition') }} where theme = 'overview'
),

overview as (
    select
        month_of.measure_id,
        month_of.frequency,
        month_of.basis,
        month_of.is_headline,
        value_of.breakdown,
        value_of.breakdown_value,
        month_of.month_number,
        {{ month_start("month_of.month_number - case month_of.basis when 'month' then 0 else 2 end") }} as period_start,
        month_of.month_end as period_end,
        coalesce(counted.numerator, 0) as numerator,
        coalesce(counted.denominator, 0) as denominator,
        {{ rounded_ratio('coalesce(counted.numerator, 0)', 'coalesce(counted.denominator, 0)', '100', 'month_of.decimals') }} as value,
        case when counted.denominator is null then 'no_cases' else 'reported' end as value_state,
        'derived' as source
    from month_of
    inner join value_of using (measure_id)
    left join counted
        on month_of.measure_id = counted.measure_id
        and month_of.frequency = counted.frequency
        and month_of.month_number = counted.month_number
        and value_of.breakdown = counted.breakdown
        and value_of.breakdown_value = counted.breakdown_value
),

figure as (
    select * from overview
    union all by name
    select * from {{ ref('quality_figure') }}
)

select * from {{ judged('figure') }}
