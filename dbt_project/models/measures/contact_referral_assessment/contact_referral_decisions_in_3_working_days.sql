{{ config(meta={'needs': [
    'ssd_contacts', 'ext_contact_decision.final_decision_at', 'ext_contact_decision.referral_id', 'ssd_cin_episodes',
    'ext_referral_decision'
]}) }}

with counted as (
    select
        decision.case_id,
        decision.child_id,
        decision.team_id,
        decision.source_code,
        decision.case_date as from_on,
        case when decision.working_days_taken <= decision.limit_number then 1 else 0 end as numerator,
        1 as denominator,
        decision.due_on,
        decision.decided_on as done_on
    from {{ with_due_on(
        "(select *, received_on as started_on, 'contact_referral_decision_days_band_3' as parameter from "
        ~ ref('front_door_decision') ~ ")", read_on='case_date') }} as decision
    cross join {{ ref('night') }} as night
    where coalesce(decision.decided_on >= decision.received_on, decision.due_on < night.as_of)
)

{{ event_cases('contact_referral_decisions_in_3_working_days', team='counted.team_id', category_1='counted.source_code',
    due_on='counted.due_on', done_on='counted.done_on') }}
