{{ config(meta={'needs': ['ssd_contacts', 'ext_contact_decision.contact_type']}) }}

with counted as (
    select
        contact_id as case_id,
        child_id,
        team_id,
        source_code,
        contact_date as from_on,
        1 as numerator,
        0 as denominator
    from {{ ref('contact') }}
    where contact_type = 'information_only'
)

{{ event_cases('information_only_contacts', team='counted.team_id', category_1='counted.source_code') }}
