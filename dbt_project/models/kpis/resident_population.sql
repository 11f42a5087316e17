-- Residents aged 0 to 17, the denominator of every rate in the catalogue; each estimate stands until the next. Where the pack
-- gives no population at all, the published estimate of the authority's code is taken.
with counted as (
    select as_at, coalesce(locality, 'all') as breakdown_value, sum(population) as population
    from {{ source('pack', 'population') }}
    where age_to <= 17
    group by as_at, coalesce(locality, 'all')
    union all
    select make_date(figure.time_period, 6, 30), 'all', figure.value
    from {{ source('reference', 'figure') }} as figure
    inner join {{ ref('authority') }} as authority on figure.area_code = authority.la_code
    where
        figure.kind = 'population'
        and figure.level = 'authority'
        and figure.value is not null
        and not exists (select 1 from {{ source('pack', 'population') }})
)

select
    case breakdown_value when 'all' then 'authority' else 'locality' end as breakdown,
    breakdown_value,
    cast(population as decimal(18, 4)) as population,
    as_at as from_on,
    lead(as_at, 1, {{ far_future() }}) over (partition by breakdown_value order by as_at) as to_on
from counted
