-- Every contact, and every referral that no contact became: received, decided, and the working days between.
with received as (
    select
        'contact ' || contact_id as case_id,
        child_id,
        team_id,
        source_code,
        contact_date as case_date,
        cast(received_at as date) as received_on,
        cast(final_decision_at as date) as decided_on
    from {{ ref('contact') }}
    where contact_type = 'contact'
    union all
    select
        'referral ' || coalesce(referral.referral_id, decision.referral_id),
        referral.child_id,
        coalesce(decision.team_id, referral.team_id),
        referral.source_code,
        coalesce(cast(decision.received_at as date), referral.referral_date),
        coalesce(cast(decision.received_at as date), referral.referral_date),
        cast(decision.decided_at as date)
    from {{ ref('stg_referral') }} as referral
    full join {{ ref('stg_referral_decision') }} as decision on referral.referral_id = decision.referral_id
    anti join {{ ref('stg_contact_decision') }} as contact
        on coalesce(referral.referral_id, decision.referral_id) = contact.referral_id
)

select received.*, decided.working_day_number - begun.working_day_number as working_days_taken
from received
left join {{ ref('working_day_calendar') }} as begun on received.received_on = begun.date_day
left join {{ ref('working_day_calendar') }} as decided on received.decided_on = decided.date_day
where received.case_date is not null
