-- A contact with the decisions made on it at the front door; where these do not tell outcomes its own flags say how it ended.
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
    case
        when exists (
            select 1
            from {{ ref('stg_supply') }}
            where table_name = 'ext_contact_decision' and not list_contains(columns_absent, 'outcome')
        ) then decision.outcome
        when {{ is_yes('contact.is_referred') }} or {{ is_yes('contact.is_on_open_referral') }} then 'referral'
        when {{ is_yes('contact.is_advised') }} then 'advice'
        when {{ is_yes('contact.is_closed') }} then 'closed'
    end as outcome,
    coalesce(decision.risk_evident = 'Y', false) as is_risk_evident,
    coalesce(decision.neglect_indicated = 'Y', false) as is_neglect_indicated,
    coalesce(decision.is_professional_source = 'Y', false) as is_from_professional
from {{ ref('stg_contact') }} as contact
left join {{ ref('stg_contact_decision') }} as decision using (contact_id)
