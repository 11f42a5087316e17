{{ config(meta={'needs': ['ssd_cin_episodes.cine_close_date', 'ext_referral_closure'], 'look_back': 'closed_referral_follow_up'}) }}

-- Dated on the day the follow-up is complete.
with counted as (
    select
        closed.referral_id as case_id,
        closed.child_id,
        closed.team_id,
        case when closed.is_closed_unseen then 'closed unseen' else 'seen' end as kind,
        closed.due_on as from_on,
        case when count(later.referral_id) > 0 then 1 else 0 end as numerator,
        1 as denominator,
        min(later.referral_date) as done_on
    from {{ with_due_on("(select *, close_date as started_on, 'closed_referral_follow_up' as parameter from "
        ~ ref('referral') ~ ")") }} as closed
    cross join {{ ref('night') }} as night
    left join {{ ref('referral') }} as later
        on closed.child_id = later.child_id
        and later.referral_date > closed.close_date
        and later.referral_date <= closed.due_on
    where closed.due_on <= night.as_of
    group by closed.referral_id, closed.child_id, closed.team_id, closed.is_closed_unseen, closed.due_on
)

{{ event_cases('closed_referrals_re_referred_in_12_months', team='counted.team_id', category_1='counted.kind',
    done_on='counted.done_on') }}
