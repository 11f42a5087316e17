with received as (
    select
        contact.contact_id,
        contact.child_id,
        cast(contact.contacted_at as date) as contact_date,
        contact.source_code,
        coalesce(decision.contact_type, 'contact') as contact_type,
        decision.team_id,
        coalesce(decision.received_at, contact.contacted_at) as received_at,
        decision.initial_decision_at,
        decision.final_decision_at,
        decision.outcome
    from {{ ref('stg_contact') }} as contact
    left join {{ ref('stg_contact_decision') }} as decision using (contact_id)
)

select
    received.*,
    cast(received.received_at as date) + cast(ceil(initial_limit.number / 24) as integer) as initial_decision_due_on,
    -- In hours where both moments have a time of day, else by whole days (conventions 21).
    case
        when {{ has_time('received.received_at') }} and {{ has_time('received.initial_decision_at') }}
            then received.initial_decision_at <= received.received_at + to_minutes(cast(initial_limit.number * 60 as bigint))
        else cast(received.initial_decision_at as date)
            <= cast(received.received_at as date) + cast(floor(initial_limit.number / 24) as integer)
    end as is_initial_decision_in_time,
    case
        when {{ has_time('received.received_at') }} and {{ has_time('received.initial_decision_at') }}
            then received.initial_decision_at < received.received_at
        else cast(received.initial_decision_at as date) < cast(received.received_at as date)
    end as is_initial_decision_before_receipt
from received
left join {{ ref('standard_in_force') }} as initial_limit
    on initial_limit.parameter = 'contact_initial_decision_hours'
    and received.contact_date >= initial_limit.from_on
    and received.contact_date < initial_limit.to_on
