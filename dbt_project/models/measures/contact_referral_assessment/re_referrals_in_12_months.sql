{{ config(meta={'needs': ['ssd_cin_episodes'], 'look_back': 're_referral_window'}) }}

with counted as (
    select
        referral.referral_id as case_id,
        referral.child_id,
        referral.team_id,
        referral.source_code,
        referral.referral_date as from_on,
        case when referral.referral_date <= previous.due_on then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('referral') }} as referral
    left join {{ with_due_on("(select referral_id, previous_referral_date as started_on, referral_date, "
        ~ "'re_referral_window' as parameter from " ~ ref('referral') ~ ")", read_on='referral_date') }} as previous
        using (referral_id)
)

{{ event_cases('re_referrals_in_12_months', team='counted.team_id', category_1='counted.source_code') }}
