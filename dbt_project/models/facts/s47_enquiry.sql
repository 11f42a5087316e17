select
    enquiry.s47_enquiry_id,
    enquiry.child_id,
    enquiry.referral_id,
    enquiry.started_on as start_date,
    enquiry.end_date,
    enquiry.team_id,
    enquiry.due_on,
    enquiry.limit_number as limit_working_days,
    finished.working_day_number - begun.working_day_number as working_days_taken
from {{ with_due_on("(select *, start_date as started_on, coalesce(end_date, start_date) as read_on, 's47_enquiry_days' as parameter from "
    ~ ref('stg_s47_enquiry') ~ ")", read_on='read_on') }} as enquiry
left join {{ ref('working_day_calendar') }} as begun on enquiry.started_on = begun.date_day
left join {{ ref('working_day_calendar') }} as finished on enquiry.end_date = finished.date_day
