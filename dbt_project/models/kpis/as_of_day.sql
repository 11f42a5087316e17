-- The as-of date and the last day that counts as due soon: five working days on.
select night.as_of, night.extract_date, soon.date_day as soon_on
from {{ ref('night') }} as night
inner join {{ ref('working_day_calendar') }} as today on night.as_of = today.date_day
inner join {{ ref('working_day') }} as soon on soon.working_day_number = today.working_day_number + 5
