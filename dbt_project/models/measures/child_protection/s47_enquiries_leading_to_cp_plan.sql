{{ config(meta={'needs': ['ssd_s47_enquiry', 'ssd_initial_cp_conference', 'ssd_cp_plans (events)']}) }}

with counted as (
    select
        outcome.s47_enquiry_id as case_id,
        outcome.child_id,
        outcome.team_id,
        outcome.end_date as from_on,
        case when outcome.led_to_plan then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('s47_enquiry_outcome') }} as outcome
    cross join {{ ref('night') }} as night
    -- Pending: the conference is called for, not held, and not overdue.
    where not outcome.calls_for_conference
        or outcome.has_held_conference
        or outcome.conference_due_on < night.as_of
)

{{ event_cases('s47_enquiries_leading_to_cp_plan', team='counted.team_id') }}
