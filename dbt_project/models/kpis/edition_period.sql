-- Frozen editions, and what is to be frozen next: the newest month and quarter that are mature.
with month_end as (
    select
        month.month_number,
        month.month_end,
        ripe.date_day as mature_on
    from {{ ref('month') }} as month
    cross join {{ source('pack', 'authority') }} as authority
    inner join {{ ref('working_day_calendar') }} as ended on month.month_end = ended.date_day
    inner join {{ ref('working_day') }} as ripe
        on ripe.working_day_number = ended.working_day_number + authority.maturity_working_days
    where month.is_shown
),

mature as (
    select 'monthly' as frequency, month_number, month_end, mature_on from month_end
    union all
    select 'quarterly', month_number, month_end, mature_on from month_end where month_number % 12 in (2, 5, 8, 11)
),

due as (
    select
        case
            when mature.frequency = 'monthly' then strftime(mature.month_end, '%Y-%m')
            -- The financial year begins in April, three months after the calendar's.
            else ((mature.month_number - 3) // 12) || '-Q' || ((mature.month_number - 3) % 12 // 3 + 1)
        end as edition,
        mature.frequency,
        mature.month_number,
        mature.month_end as period_end
    from mature
    cross join {{ ref('night') }} as night
    where mature.mature_on <= night.as_of
    qualify row_number() over (partition by mature.frequency order by mature.month_number desc) = 1
),

listed as (
    select edition, frequency, {{ month_number('period_end') }} as month_number, period_end, as_of, extract_date, true as is_frozen
    from {{ source('edition', 'edition') }}
    union all
    select due.edition, due.frequency, due.month_number, due.period_end, night.as_of, night.extract_date, false
    from due
    cross join {{ ref('night') }} as night
    anti join {{ source('edition', 'edition') }} as frozen on due.edition = frozen.edition
)

select listed.*, md5(string_agg(holiday.holiday_on, ' ' order by holiday.holiday_on)) as bank_holidays
from listed
inner join {{ ref('bank_holidays') }} as holiday on listed.extract_date >= holiday.holiday_on
group by all
