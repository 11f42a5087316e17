-- A discussion held before what called for it has no clock; where either time of day is missing the dates decide.
with discussion as (
    select
        discussion_id,
        child_id,
        team_id,
        cast(triggered_at as date) as started_on,
        cast(held_at as date) as held_on,
        outcome = 's47' or s47_enquiry_id is not null as led_to_enquiry,
        case
            when {{ has_time('triggered_at') }} and {{ has_time('held_at') }} then held_at >= triggered_at
            else cast(held_at as date) >= cast(triggered_at as date)
        end as has_clock,
        'strategy_discussion_days' as parameter
    from {{ ref('stg_strategy_discussion') }}
)

select
    discussion.discussion_id,
    discussion.child_id,
    discussion.team_id,
    discussion.started_on as triggered_on,
    discussion.held_on,
    coalesce(discussion.led_to_enquiry, false) as led_to_enquiry,
    coalesce(discussion.has_clock, false) as has_clock,
    discussion.due_on,
    discussion.limit_number as limit_working_days,
    held.working_day_number - begun.working_day_number as working_days_taken
from {{ with_due_on('discussion', read_on='held_on') }} as discussion
left join {{ ref('working_day_calendar') }} as begun on discussion.started_on = begun.date_day
left join {{ ref('working_day_calendar') }} as held on discussion.held_on = held.date_day
