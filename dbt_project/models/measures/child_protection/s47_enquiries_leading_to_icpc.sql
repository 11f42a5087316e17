{{ config(meta={'needs': ['ssd_s47_enquiry', 'ssd_initial_cp_conference']}) }}

with counted as (
    select
        s47_enquiry_id as case_id,
        child_id,
        team_id,
        end_date as from_on,
        case when has_conference or calls_for_conference then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('s47_enquiry_outcome') }}
)

{{ event_cases('s47_enquiries_leading_to_icpc', team='counted.team_id') }}
