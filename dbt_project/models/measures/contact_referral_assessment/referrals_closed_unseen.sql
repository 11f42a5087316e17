{{ config(meta={'needs': ['ssd_cin_episodes.cine_close_date', 'ext_referral_closure']}) }}

with counted as (
    select
        referral_id as case_id,
        child_id,
        team_id,
        referral_date as from_on,
        case when is_closed_unseen then 1 else 0 end as numerator,
        1 as denominator,
        close_date as done_on
    from {{ ref('referral') }}
    where not is_before_birth
)

{{ event_cases('referrals_closed_unseen', team='counted.team_id', done_on='counted.done_on') }}
