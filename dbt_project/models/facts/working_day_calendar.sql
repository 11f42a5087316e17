-- Every day 1900 to 2100. Bank holidays are known for 1990 to 2060; outside, working days are Monday to Friday.
with day as (
    select cast(generate_series as date) as date_day
    from generate_series(timestamp '1900-01-01', timestamp '2100-12-31', interval 1 day)
),

marked as (
    select
        day.date_day,
        isodow(day.date_day) <= 5 and holiday.holiday_on is null as is_working_day
    from day
    left join {{ ref('bank_holidays') }} as holiday
        on day.date_day = holiday.holiday_on
)

select
    date_day,
    is_working_day,
    cast(sum(case when is_working_day then 1 else 0 end) over (order by date_day) as integer) as working_day_number
from marked
