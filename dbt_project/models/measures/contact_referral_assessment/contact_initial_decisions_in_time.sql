{{ config(meta={'needs': ['ssd_contacts', 'ext_contact_decision.initial_decision_at']}) }}

with counted as (
    select
        contact.contact_id as case_id,
        contact.child_id,
        contact.team_id,
        contact.source_code,
        contact.contact_date as from_on,
        case when contact.is_initial_decision_in_time then 1 else 0 end as numerator,
        1 as denominator,
        contact.initial_decision_due_on as due_on,
        cast(contact.initial_decision_at as date) as done_on
    from {{ ref('contact') }} as contact
    cross join {{ ref('night') }} as night
    where contact.contact_type = 'contact'
        and not coalesce(contact.is_initial_decision_before_receipt, false)
        -- Pending: undecided, and the limit has not passed.
        and (contact.initial_decision_at is not null or contact.initial_decision_due_on < night.as_of)
)

{{ event_cases('contact_initial_decisions_in_time', team='counted.team_id', category_1='counted.source_code',
    due_on='counted.due_on', done_on='counted.done_on') }}
