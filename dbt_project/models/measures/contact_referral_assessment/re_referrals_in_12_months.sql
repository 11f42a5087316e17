{{ config(meta={'needs': ['ssd_cin_episodes'], 'look_back': 're_referral_window'}) }}

with counted as (
    select
        referral_id as case_id,
        child_id,
        team_id,
        source_code,
        referral_date as from_on,
        case when referral_date <= due_on then 1 else 0 end as numerator,
        1 as denominator
    from {{ with_due_on("(select *, previous_referral_date as started_on, 're_referral_window' as parameter from "
        ~ ref('referral') ~ ")", read_on='referral_date') }}
)

{{ event_cases('re_referrals_in_12_months', team='counted.team_id', category_1='counted.source_code') }}
