-- Whether the sources carry the measure, and the first and last day they reach, by contract/returns.md section 1.1.
with need as (
    select
        measure_id,
        look_back,
        split_part(need, '.', 1) as table_name,
        nullif(split_part(need, '.', 2), '') as column_name
    from (select measure_id, look_back, unnest(needs) as need from {{ ref('measure_definition') }} where needs <> ['aggregate_return'] and needs <> [])
),

met as (
    select
        need.measure_id,
        need.look_back,
        bool_and(
            supply.table_name is not null
            and not coalesce(list_contains(supply.columns_absent, need.column_name), false)
        ) as is_supplied,
        -- A table that holds only open or latest rows is complete for its own date alone.
        max(case when supply.cohort = 'all' then supply.history_from else supply.as_at end) as history_from,
        min(supply.as_at) as complete_to
    from need
    left join {{ ref('supply') }} as supply using (table_name)
    group by need.measure_id, need.look_back
)

select
    met.measure_id,
    met.is_supplied,
    met.complete_to,
    coalesce(
        {{ add_interval('met.history_from', 'coalesce(window_length.number, 0)', "coalesce(window_length.unit, 'months')") }},
        {{ far_past() }}
    ) as figures_from
from met
cross join {{ ref('night') }} as night
left join {{ ref('standard_in_force') }} as window_length
    on met.look_back = window_length.parameter
    and night.as_of >= window_length.from_on
    and night.as_of < window_length.to_on
