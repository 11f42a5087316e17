-- A measure has the next version from the day one of its time limits is another, and from the days the pack says it is counted in
-- another way.
with limit_changed as (
    select
        parameter,
        from_on,
        value || ' ' || replace(unit, '_', ' ') as now,
        lag(value || ' ' || replace(unit, '_', ' ')) over (partition by parameter order by from_on) as before
    from {{ ref('standard_in_force') }}
),

changed as (
    select
        unnest(string_split(catalogue.used_by, '|')) as measure_id,
        limit_changed.from_on,
        catalogue.description || ': ' || limit_changed.now || ', until then ' || limit_changed.before as change
    from limit_changed
    inner join {{ ref('standards') }} as catalogue using (parameter)
    where limit_changed.now <> limit_changed.before
    union all
    select measure_id, valid_from, change from {{ source('pack', 'definition') }}
),

begun as (
    select measure_id, {{ far_past() }} as from_on, cast(null as varchar) as change from {{ ref('measure_definition') }}
    union all
    select changed.measure_id, changed.from_on, string_agg(changed.change, '; ' order by changed.change)
    from changed
    inner join {{ ref('measure_definition') }} using (measure_id)
    group by changed.measure_id, changed.from_on
)

select
    measure_id,
    cast(row_number() over versions as integer) as version,
    from_on,
    lead(from_on, 1, {{ far_future() }}) over versions as to_on,
    change
from begun
window versions as (partition by measure_id order by from_on)
