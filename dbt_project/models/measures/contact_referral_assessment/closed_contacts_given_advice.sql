{{ config(meta={'needs': ['ssd_contacts', 'ext_contact_decision.outcome or ssd_contacts.cont_contact_outcome_json']}) }}

with counted as (
    select
        contact_id as case_id,
        child_id,
        team_id,
        source_code,
        contact_date as from_on,
        case when outcome = 'advice' then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('contact') }}
    where contact_type = 'contact' and outcome in ('closed', 'advice')
)

{{ event_cases('closed_contacts_given_advice', team='counted.team_id', category_1='counted.source_code') }}
