-- A figure typed in the pack stays with its own source, published ones stand beside it; `choice` says which to show where one can be.
with gathered as (
    select
        measure_id,
        comparator,
        period_end,
        value,
        'printed' as statistic,
        source,
        cast(null as date) as source_date,
        cast(null as varchar) as basis,
        cast(null as integer) as areas,
        cast(null as integer) as areas_missing,
        cast(null as integer) as rank,
        cast(null as integer) as rank_of,
        cast(null as varchar) as rank_by,
        cast(null as integer) as quartile
    from {{ ref('printed_comparator') }}
    union all by name
    select * from {{ ref('published_comparator') }}
)

select
    *,
    cast(row_number() over (
        partition by measure_id, comparator, period_end
        order by list_position(['printed', 'published', 'mean', 'median'], statistic)
    ) as integer) as choice
from gathered
