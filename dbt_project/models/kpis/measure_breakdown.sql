-- The measure's own breakdowns take category_1 and category_2 in the catalogue's order.
with listed as (
    select measure_id, unnest(string_split(breakdowns, '|')) as breakdown, unnest(range(1, len(string_split(breakdowns, '|')) + 1)) as position
    from {{ ref('measure_definition') }}
    where coalesce(breakdowns, '') <> ''
)

select
    measure_id,
    breakdown,
    case
        when breakdown not in ('locality', 'team', 'worker', 'age_band', 'sex', 'ethnicity')
            then sum(case when breakdown not in ('locality', 'team', 'worker', 'age_band', 'sex', 'ethnicity') then 1 else 0 end)
                over (partition by measure_id order by position)
    end as category_number
from listed
