-- The pack's value holds from its date; before that, and where the pack is silent, the catalogue's.
with stated as (
    select parameter, "default" as value, unit, kind, {{ far_past() }} as from_on, 'catalogue' as source
    from {{ ref('standards') }}
    union all
    select pack.parameter, pack.value, pack.unit, catalogue.kind, pack.effective_from, 'pack'
    from {{ source('pack', 'standard') }} as pack
    left join {{ ref('standards') }} as catalogue using (parameter)
)

select
    parameter,
    value,
    try_cast(value as decimal(18, 4)) as number,
    unit,
    kind,
    source,
    from_on,
    lead(from_on, 1, {{ far_future() }}) over (partition by parameter order by from_on, source) as to_on
from stated
qualify from_on < to_on
