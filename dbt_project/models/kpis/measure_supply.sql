-- Whether the sources carry the measure, and the first and last day they reach, by contract/returns.md section 1.1.
-- A need may name stand-ins, `a or b`: the first one supplied serves. `(latest)` marks what knows its own date alone, `(events)`
-- what the latest row of each child tells well enough since history_from (a plan that ended and was followed by another is lost).
with alternative as (
    select
        measure_id,
        need_number,
        alternative_number,
        ends_with(written, ' (latest)') as is_latest,
        ends_with(written, ' (events)') as is_of_events,
        split_part(split_part(written, ' (', 1), '.', 1) as table_name,
        nullif(split_part(split_part(written, ' (', 1), '.', 2), '') as column_name
    from (
        select
            measure_id,
            need_number,
            unnest(string_split(need, ' or ')) as written,
            generate_subscripts(string_split(need, ' or '), 1) as alternative_number
        from (
            select measure_id, unnest(needs) as need, generate_subscripts(needs, 1) as need_number
            from {{ ref('measure_definition') }}
            where needs <> ['aggregate_return'] and needs <> []
        )
    )
),

serving as (
    select
        alternative.measure_id,
        alternative.need_number,
        alternative.alternative_number,
        alternative.is_latest
        or supply.cohort = 'open_or_recent'
        or (supply.cohort = 'latest' and not alternative.is_of_events) as knows_its_date_alone,
        supply.history_from,
        supply.as_at,
        supply.table_name is not null
        and not coalesce(list_contains(supply.columns_absent, alternative.column_name), false) as is_supplied
    from alternative
    left join {{ ref('supply') }} as supply using (table_name)
),

met as (
    select
        measure_id,
        bool_and(is_supplied) as is_supplied,
        max(case when not knows_its_date_alone then history_from end) as history_from,
        max(case when knows_its_date_alone then as_at end) as known_from,
        min(as_at) as complete_to
    from (
        select *
        from serving
        qualify row_number() over (
            partition by measure_id, need_number order by is_supplied desc, alternative_number asc
        ) = 1
    )
    group by measure_id
)

select
    met.measure_id,
    met.is_supplied,
    met.complete_to,
    -- A window that ends on a day begins the day after the same one of the months before: of 1 April a year is known on 31 March.
    greatest(
        coalesce(
            {{ add_interval('met.history_from', 'coalesce(window_length.number, 0)', "coalesce(window_length.unit, 'months')") }}
            - case when measure.relation = 'spell' and window_length.number > 0 then 1 else 0 end,
            {{ far_past() }}
        ),
        coalesce(met.known_from, {{ far_past() }})
    ) as figures_from
from met
inner join {{ ref('measure_definition') }} as measure using (measure_id)
cross join {{ ref('night') }} as night
left join {{ ref('standard_in_force') }} as window_length
    on measure.look_back = window_length.parameter
    and night.as_of >= window_length.from_on
    and night.as_of < window_length.to_on
