{{ config(meta={'needs': ['ssd_cin_episodes', 'ext_visit.seen'], 'chosen_from': 'referrals'}) }}

with counted as (
    select
        referral.referral_id as case_id,
        referral.child_id,
        referral.team_id,
        case when referral.has_s47_enquiry then 's47' else 'assessment' end as pathway,
        referral.referral_date as from_on,
        case when referral.first_seen_on <= referral.first_visit_due_on then 1 else 0 end as numerator,
        1 as denominator,
        referral.first_visit_due_on as due_on,
        referral.first_seen_on as done_on
    from {{ ref('referral') }} as referral
    cross join {{ ref('night') }} as night
    where not referral.is_closed_unseen
        and not referral.is_before_birth
        -- Not seen yet: pending until the due date has passed.
        and (referral.first_seen_on is not null or referral.first_visit_due_on < night.as_of)
)

{{ event_cases('initial_visits_in_time', team='counted.team_id', category_1='counted.pathway',
    due_on='counted.due_on', done_on='counted.done_on') }}
