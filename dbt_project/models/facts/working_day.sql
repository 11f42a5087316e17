select working_day_number, date_day
from {{ ref('working_day_calendar') }}
where is_working_day
