{{ config(meta={'needs': ['ssd_contacts', 'ext_contact_decision.risk_evident']}) }}

with counted as (
    select
        contact_id as case_id,
        child_id,
        team_id,
        source_code,
        contact_date as from_on,
        case when is_risk_evident then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('contact') }}
    where contact_type = 'contact'
)

{{ event_cases('contacts_with_risk_evident', team='counted.team_id', category_1='counted.source_code') }}
