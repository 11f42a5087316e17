{{ config(meta={'needs': ['ssd_initial_cp_conference', 'ssd_s47_enquiry']}) }}

with counted as (
    select
        conference_id as case_id,
        child_id,
        team_id,
        held_date as from_on,
        -- Without a linked enquiry no start of the clock is known: the recorded target date stands in.
        case
            when enquiry_started_on is not null then case when working_days_taken <= limit_working_days then 1 else 0 end
            when held_date <= target_date then 1
            else 0
        end as numerator,
        1 as denominator,
        case when enquiry_started_on is null then target_date else due_on end as due_on,
        held_date as done_on
    from {{ ref('initial_conference') }}
    where not is_transfer_in
        and coalesce(enquiry_started_on, target_date) is not null
        and held_date >= coalesce(enquiry_started_on, held_date)
)

{{ event_cases('icpcs_in_15_working_days', team='counted.team_id', due_on='counted.due_on', done_on='counted.done_on') }}
