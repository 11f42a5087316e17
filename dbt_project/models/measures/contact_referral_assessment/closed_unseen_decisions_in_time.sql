{{ config(meta={'needs': ['ssd_cin_episodes.cine_close_date', 'ext_referral_closure.decision_not_to_visit_on']}) }}

with counted as (
    select
        referral_id as case_id,
        child_id,
        team_id,
        referral_date as from_on,
        case when working_days_to_decision <= limit_number then 1 else 0 end as numerator,
        1 as denominator,
        due_on,
        decision_not_to_visit_on as done_on
    from {{ with_due_on("(select *, referral_date as started_on, 'closed_unseen_decision_days' as parameter from "
        ~ ref('referral') ~ " where is_closed_unseen)") }}
    where not is_before_birth
        and coalesce(decision_not_to_visit_on >= referral_date, true)
)

{{ event_cases('closed_unseen_decisions_in_time', team='counted.team_id',
    due_on='counted.due_on', done_on='counted.done_on') }}
