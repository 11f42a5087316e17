{{ config(meta={'needs': ['ssd_s47_enquiry.s47e_s47_end_date']}) }}

with counted as (
    select
        s47_enquiry_id as case_id,
        child_id,
        team_id,
        end_date as from_on,
        case when working_days_taken <= limit_working_days then 1 else 0 end as numerator,
        1 as denominator,
        due_on,
        end_date as done_on
    from {{ ref('s47_enquiry') }}
    where end_date >= start_date
)

{{ event_cases('s47_enquiries_in_time', team='counted.team_id', due_on='counted.due_on', done_on='counted.done_on') }}
