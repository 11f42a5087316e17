{{ config(meta={'needs': ['ssd_initial_cp_conference', 'ssd_cp_plans (events)']}) }}

with counted as (
    select
        conference_id as case_id,
        child_id,
        team_id,
        held_date as from_on,
        case when led_to_plan then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('initial_conference') }}
    where not is_transfer_in
)

{{ event_cases('icpcs_leading_to_cp_plan', team='counted.team_id') }}
