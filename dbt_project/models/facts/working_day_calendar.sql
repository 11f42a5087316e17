-- Bank holidays are known for 1990 to 2060; outside, working days are Monday to Friday.
with marked as (
    select
        day.date_day,
        isodow(day.date_day) <= 5 and holiday.holiday_on is null as is_working_day
    from {{ ref('calendar_day') }} as day
    left join {{ ref('bank_holidays') }} as holiday
        on day.date_day = holiday.holiday_on
)

select
    date_day,
    is_working_day,
    cast(sum(case when is_working_day then 1 else 0 end) over (order by date_day) as integer) as working_day_number
from marked
