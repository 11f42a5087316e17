{{ config(meta={'needs': ['ssd_contacts', 'ext_contact_decision.outcome or ssd_contacts.cont_contact_outcome_json']}) }}

with counted as (
    select
        contact_id as case_id,
        child_id,
        team_id,
        source_code,
        contact_date as from_on,
        case when outcome in ('closed', 'advice') then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('contact') }}
    where contact_type = 'contact'
)

{{ event_cases('contacts_closed_at_contact', team='counted.team_id', category_1='counted.source_code') }}
