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
    {{ month_start("month_number - case basis when 'month' then 1 when 'quarter' then 3 when 'snapshot' then 1 "
        ~ "when 'financial_year_to_date' then (month_number - 3) % 12 + 1 "
        ~ "when 'academic_year_to_date' then (month_number - 8) % 12 + 1 else 12 end + 1") }} as period_start
from latest
