{{ config(meta={'needs': ['ssd_contacts', 'ext_contact_decision.final_decision_at'], 'chosen_from': 'contacts'}) }}

with counted as (
    select
        clock.contact_id as case_id,
        clock.child_id,
        clock.team_id,
        clock.source_code,
        clock.contact_date as from_on,
        case when clock.is_in_time then 1 else 0 end as numerator,
        1 as denominator,
        clock.due_on,
        cast(clock.decided_at as date) as done_on
    from {{ ref('contact_decision_clock') }} as clock
    cross join {{ ref('night') }} as night
    where clock.parameter = 'contact_final_decision_hours'
        and not clock.is_before_receipt
        -- Pending: undecided, and the limit has not passed.
        and (clock.decided_at is not null or clock.due_on < night.as_of)
)

{{ event_cases('contact_final_decisions_in_time', team='counted.team_id', category_1='counted.source_code',
    due_on='counted.due_on', done_on='counted.done_on') }}
