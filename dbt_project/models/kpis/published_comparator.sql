-- A figure of England or the region beside one authority's says something of shares, rates and means, not of counts.
with one_area as (
    select
        measure_id,
        role as comparator,
        period_end,
        value,
        'published' as statistic,
        source,
        source_date,
        basis,
        1 as areas,
        0 as areas_missing,
        rank,
        rank_of,
        rank_by,
        quartile
    from {{ ref('compared_area') }}
    where value is not null and (role = 'authority' or (role in ('england', 'region') and statistic <> 'count'))
),

-- Two places may be held by one area (an authority since divided, two that publish together): it counts once.
place as (
    select measure_id, period_end, count(value) as places
    from {{ ref('compared_area') }}
    where role = 'neighbour'
    group by measure_id, period_end
),

held as (
    select
        measure_id,
        period_end,
        any_value(basis) as basis,
        any_value(decimals) as decimals,
        min(source) as source,
        max(source_date) as source_date,
        cast(count(*) as decimal(18, 4)) as areas,
        sum(value) as total,
        list_sort(list(value)) as figures
    from (
        select distinct measure_id, period_end, area_code, basis, decimals, source, source_date, value
        from {{ ref('compared_area') }}
        where role = 'neighbour' and value is not null
    )
    group by measure_id, period_end
),

middle as (
    select
        held.*,
        10 - place.places as areas_missing,
        figures[(len(figures) + 1) // 2] + figures[len(figures) // 2 + 1] as two_middles
    from held
    inner join place using (measure_id, period_end)
),

neighbours as (
    select *, 'mean' as statistic, {{ rounded_ratio('total', 'areas', '1', 'decimals') }} as value from middle
    union all
    select *, 'median', {{ rounded_ratio('two_middles', 'cast(2 as decimal(18, 4))', '1', 'decimals') }} from middle
)

select
    measure_id,
    cast(comparator as varchar) as comparator,
    period_end,
    cast(value as decimal(18, 4)) as value,
    statistic,
    source,
    source_date,
    basis,
    cast(areas as integer) as areas,
    cast(areas_missing as integer) as areas_missing,
    cast(rank as integer) as rank,
    cast(rank_of as integer) as rank_of,
    cast(rank_by as varchar) as rank_by,
    cast(quartile as integer) as quartile
from (
    select * from one_area
    union all
    select
        measure_id,
        'statistical_neighbours',
        period_end,
        value,
        statistic,
        source,
        source_date,
        basis,
        areas,
        areas_missing,
        null,
        null,
        null,
        null
    from neighbours
)
