-- Residents aged 0 to 17, the denominator of every rate in the catalogue; each estimate stands until the next.
with counted as (
    select as_at, coalesce(locality, 'all') as breakdown_value, sum(population) as population
    from {{ source('pack', 'population') }}
    where age_to <= 17
    group by as_at, coalesce(locality, 'all')
)

select
    case breakdown_value when 'all' then 'authority' else 'locality' end as breakdown,
    breakdown_value,
    cast(population as decimal(18, 4)) as population,
    as_at as from_on,
    lead(as_at, 1, {{ far_future() }}) over (partition by breakdown_value order by as_at) as to_on
from counted
