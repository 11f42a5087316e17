-- What DfE publishes of every authority, region and England, in the unit of the measure it is compared with; nothing that was
-- not yet published on the as-of date.
with figure as (
    select
        figure.*,
        make_date(
            figure.time_period,
            cast(split_part(file.period_ends, '-', 1) as integer),
            cast(split_part(file.period_ends, '-', 2) as integer)
        ) as period_end,
        file.title,
        file.published_months
    from {{ source('reference', 'figure') }} as figure
    inner join {{ ref('dfe_files') }} as file using (kind)
),

stated as (
    select
        comparison.measure_id,
        comparison.basis,
        figure.level,
        figure.area_code,
        figure.region_code,
        figure.area_name,
        figure.period_end,
        last_day(cast(figure.period_end + to_months(cast(figure.published_months as integer)) as date)) as source_date,
        figure.title || ', ' || figure.indicator || ', ' || figure.time_period as source,
        catalogue.statistic,
        catalogue.polarity,
        cast(catalogue.decimals as integer) as decimals,
        comparison.subtract_from,
        comparison.divided_by,
        comparison.times,
        figure.value,
        figure.symbol,
        -- The newest estimate of residents on or before the period's end: they are of 30 June.
        year(figure.period_end) - case when figure.period_end < make_date(year(figure.period_end), 6, 30) then 1 else 0 end
            as population_year
    from figure
    inner join {{ ref('dfe_comparisons') }} as comparison
        on figure.kind = comparison.kind
        and figure.series = coalesce(comparison.series, '')
        and figure.indicator = comparison.value_column
    inner join {{ ref('measures') }} as catalogue using (measure_id)
    inner join {{ source('pack', 'reported_measure') }} using (measure_id)
),

people as (
    select level, area_code, time_period as population_year, value as population, symbol as population_symbol
    from {{ source('reference', 'figure') }}
    where kind = 'population'
),

worked_out as (
    select
        stated.*,
        people.population_symbol,
        case
            when stated.divided_by is null then coalesce(stated.subtract_from - stated.value, stated.value)
            when stated.divided_by = 'population'
                then {{ rounded_ratio('stated.value', 'people.population', 'cast(stated.times as hugeint)', 'stated.decimals') }}
            else
                {{ rounded_ratio('stated.value', 'cast(try_cast(stated.divided_by as integer) as decimal(18, 4))', 'cast(stated.times as hugeint)', 'stated.decimals') }}
        end as compared_value
    from stated
    left join people using (level, area_code, population_year)
)

select
    worked_out.measure_id,
    worked_out.basis,
    worked_out.level,
    worked_out.area_code,
    worked_out.region_code,
    worked_out.area_name,
    worked_out.period_end,
    cast(worked_out.compared_value as decimal(18, 4)) as value,
    case when worked_out.compared_value is null then coalesce(worked_out.symbol, worked_out.population_symbol, 'x') end as reason,
    worked_out.statistic,
    worked_out.polarity,
    worked_out.decimals,
    worked_out.source,
    worked_out.source_date
from worked_out
cross join {{ ref('night') }} as night
where worked_out.source_date <= night.as_of
