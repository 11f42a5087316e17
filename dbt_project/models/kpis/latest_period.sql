-- The last period over on each measure's headline basis, monthly where the catalogue reports it monthly.
with headline as (
    select measure_id, frequency, basis
    from {{ ref('measure_basis') }}
    where is_headline
    qualify row_number() over (partition by measure_id order by frequency) = 1
),

latest as (
    select
        headline.*,
        (select max(month_number) from {{ ref('month') }} where headline.frequency = 'monthly' or month_number % 12 in (2, 5, 8, 11))
            as month_number
    from headline
)

select
    measure_id,
    frequency,
    basis,
    month_number,
    {{ month_end('month_number') }} as period_end,
    {{ window_start('month_number', 'basis') }} as period_start
from latest
