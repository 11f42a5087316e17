-- What came of each enquiry; a conference that is called for and not held yet is awaited until conference_due_on.
with conference as (
    select s47_enquiry_id, count(held_date) > 0 as is_held, bool_or(led_to_plan) as led_to_plan
    from {{ ref('initial_conference') }}
    group by s47_enquiry_id
),

enquiry as (
    select *, start_date as started_on, coalesce(end_date, start_date) as read_on, 'icpc_days' as parameter
    from {{ ref('stg_s47_enquiry') }}
)

select
    enquiry.s47_enquiry_id,
    enquiry.child_id,
    enquiry.team_id,
    enquiry.end_date,
    conference.s47_enquiry_id is not null as has_conference,
    {{ is_ticked('enquiry.outcome', 'CP_CONFERENCE_FLAG') }} as calls_for_conference,
    coalesce(conference.is_held, false) as has_held_conference,
    coalesce(conference.led_to_plan, false) as led_to_plan,
    enquiry.due_on as conference_due_on
from {{ with_due_on('enquiry', read_on='read_on') }} as enquiry
left join conference using (s47_enquiry_id)
where enquiry.end_date >= enquiry.started_on
