{{ config(meta={
    'needs': [
        'ssd_contacts', 'ext_contact_decision.neglect_indicated', 'ext_contact_decision.is_professional_source',
        'ext_neglect_toolkit'
    ],
    'look_back': 'neglect_toolkit_look_back'
}) }}

with neglect as (
    select contact.*, coalesce(cast(contact.final_decision_at as date), night.as_of) as decided_or_now
    from {{ ref('contact') }} as contact
    cross join {{ ref('night') }} as night
    where contact.contact_type = 'contact' and contact.is_neglect_indicated and contact.is_from_professional
),

-- By the contact the toolkit names, else by child and date.
unlinked as (
    select
        neglect.contact_id,
        neglect.contact_date,
        toolkit.completed_on as started_on,
        'neglect_toolkit_look_back' as parameter
    from neglect
    inner join {{ ref('neglect_toolkit') }} as toolkit
        on neglect.child_id = toolkit.child_id and toolkit.completed_on <= neglect.decided_or_now
    where toolkit.context = 'contact' and toolkit.contact_id is null
),

with_toolkit as (
    select contact_id from {{ ref('neglect_toolkit') }} where context = 'contact'
    union
    select contact_id from {{ with_due_on('unlinked', read_on='contact_date') }} where due_on >= contact_date
),

counted as (
    select
        neglect.contact_id as case_id,
        neglect.child_id,
        neglect.team_id,
        neglect.source_code,
        neglect.contact_date as from_on,
        case when with_toolkit.contact_id is null then 0 else 1 end as numerator,
        1 as denominator
    from neglect
    left join with_toolkit using (contact_id)
)

{{ event_cases('neglect_contacts_with_toolkit', team='counted.team_id', category_1='counted.source_code') }}
