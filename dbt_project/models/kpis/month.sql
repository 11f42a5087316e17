-- The months that are over, at most 60, back as far as cases or delivered figures go; and the eleven before them, which
-- the years that end in the first of them look back on.
with reach as (
    select
        {{ month_number('least(night.as_of, night.extract_date) + 1') }} - 1 as last_month,
        least(
            (select min({{ month_number('from_on') }}) from {{ ref('cases') }}),
            (select min({{ month_number('period_end') }}) from {{ ref('delivered_figure') }})
        ) as first_known_month
    from {{ ref('night') }} as night
),

shown as (
    select last_month, greatest(first_known_month, last_month - 59) as first_month from reach
)

select
    cast(generate_series as integer) as month_number,
    {{ month_start('generate_series') }} as month_start,
    {{ month_end('generate_series') }} as month_end,
    generate_series >= shown.first_month as is_shown
from shown, generate_series(shown.first_month - 11, shown.last_month)
