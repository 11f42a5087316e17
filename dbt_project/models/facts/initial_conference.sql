with conference as (
    select
        conference.*,
        enquiry.start_date as started_on,
        coalesce(conference.led_to_plan = 'Y', false)
            or conference.cp_plan_id is not null
            or made.conference_id is not null as has_plan,
        'icpc_days' as parameter
    from {{ ref('stg_initial_conference') }} as conference
    left join {{ ref('stg_s47_enquiry') }} as enquiry using (s47_enquiry_id)
    left join (select distinct conference_id from {{ ref('stg_cp_plan') }}) as made
        on conference.conference_id = made.conference_id
)

select
    conference.conference_id,
    conference.child_id,
    conference.s47_enquiry_id,
    conference.held_date,
    conference.target_date,
    conference.team_id,
    conference.cp_plan_id,
    coalesce(conference.is_transfer_in = 'Y', false) as is_transfer_in,
    conference.has_plan as led_to_plan,
    conference.started_on as enquiry_started_on,
    conference.due_on,
    conference.limit_number as limit_working_days,
    held.working_day_number - begun.working_day_number as working_days_taken
from {{ with_due_on('conference', read_on='held_date') }} as conference
left join {{ ref('working_day_calendar') }} as begun on conference.started_on = begun.date_day
left join {{ ref('working_day_calendar') }} as held on conference.held_date = held.date_day
