with visit as (
    select child_id, cast(visit_at as date) as seen_on from {{ ref('stg_visit') }} where seen = 'Y'
    union all
    select child_id, visit_date from {{ ref('stg_cin_visit') }} where seen = 'Y'
    union all
    select child_id, visit_date from {{ ref('stg_cp_visit') }} where seen = 'Y'
    union all
    select child_id, visit_date from {{ ref('stg_cla_visit') }} where seen = 'Y'
),

visit_supply as (
    select count(*) > 0 as is_supplied
    from {{ ref('stg_supply') }}
    where table_name in ('ext_visit', 'ssd_cin_visits', 'ssd_cp_visits', 'ssd_cla_visits')
),

first_seen as (
    select referral.referral_id, min(visit.seen_on) as first_seen_on
    from {{ ref('stg_referral') }} as referral
    inner join visit
        on referral.child_id = visit.child_id
        and visit.seen_on >= referral.referral_date
        and visit.seen_on <= coalesce(referral.close_date, {{ far_future() }})
    group by referral.referral_id
),

visit_limit as (
    select referral_id, due_on as visit_due_on
    from {{ with_due_on("(select referral_id, referral_date as started_on, 'initial_visit_days' as parameter from "
        ~ ref('stg_referral') ~ ")") }}
),

-- An enquiry shortens the limit of the first visit only when it starts within that limit of the referral.
enquiry_limit as (
    select enquiry.referral_id, min(enquiry.due_on) as enquiry_due_on, true as has_enquiry
    from {{ with_due_on("(select enquiry.referral_id, enquiry.start_date as started_on, referral.referral_date, "
        ~ "'initial_visit_s47_days' as parameter from " ~ ref('stg_s47_enquiry') ~ " as enquiry inner join "
        ~ ref('stg_referral') ~ " as referral using (referral_id))", read_on='referral_date') }} as enquiry
    inner join visit_limit using (referral_id)
    where enquiry.started_on >= enquiry.referral_date and enquiry.started_on <= visit_limit.visit_due_on
    group by enquiry.referral_id
)

select
    referral.referral_id,
    referral.child_id,
    referral.referral_date,
    referral.close_date,
    referral.source_code,
    referral.team_id,
    coalesce(referral.is_no_further_action = 'Y', false) as is_no_further_action,
    coalesce(referral.is_episode_alone, false) as is_episode_alone,
    child.born_on,
    coalesce(child.born_on > referral.referral_date, false) as is_before_birth,
    first_seen.first_seen_on,
    -- What the visits say; the record of it only where no visits are supplied.
    referral.close_date is not null and case
        when visit_supply.is_supplied then first_seen.first_seen_on is null
        else coalesce(closure.closed_unseen = 'Y', false)
    end as is_closed_unseen,
    closure.decision_not_to_visit_on,
    coalesce(enquiry_limit.has_enquiry, false) as has_s47_enquiry,
    least(visit_limit.visit_due_on, enquiry_limit.enquiry_due_on) as first_visit_due_on,
    seen.working_day_number - begun.working_day_number as working_days_to_visit,
    decided.working_day_number - begun.working_day_number as working_days_to_decision,
    -- The latest earlier referral; referrals of one day do not precede each other.
    max(referral.referral_date) over (
        partition by referral.child_id order by referral.referral_date
        range between unbounded preceding and interval 1 day preceding
    ) as previous_referral_date
from {{ ref('stg_referral') }} as referral
cross join visit_supply
left join {{ ref('child') }} as child on referral.child_id = child.child_id
left join first_seen on referral.referral_id = first_seen.referral_id
left join visit_limit on referral.referral_id = visit_limit.referral_id
left join enquiry_limit on referral.referral_id = enquiry_limit.referral_id
left join {{ ref('stg_referral_closure') }} as closure on referral.referral_id = closure.referral_id
left join {{ ref('working_day_calendar') }} as begun on referral.referral_date = begun.date_day
left join {{ ref('working_day_calendar') }} as seen on first_seen.first_seen_on = seen.date_day
left join {{ ref('working_day_calendar') }} as decided on closure.decision_not_to_visit_on = decided.date_day
