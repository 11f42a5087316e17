{{ config(meta={'needs': ['ssd_cin_episodes', 'ext_visit.seen'], 'chosen_from': 'initial_visits_in_time'}) }}

with counted as (
    select
        referral_id as case_id,
        child_id,
        team_id,
        referral_date as from_on,
        1 as numerator,
        0 as denominator,
        first_visit_due_on as due_on,
        first_seen_on as done_on
    from {{ ref('referral') }}
    where first_seen_on > first_visit_due_on and not is_before_birth
)

{{ event_cases('late_initial_visits', team='counted.team_id', due_on='counted.due_on', done_on='counted.done_on') }}
