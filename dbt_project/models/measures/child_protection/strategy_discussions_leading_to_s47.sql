{{ config(meta={'needs': ['ext_strategy_discussion.outcome or ext_strategy_discussion.s47_enquiry_id']}) }}

with counted as (
    select
        discussion_id as case_id,
        child_id,
        team_id,
        held_on as from_on,
        case when led_to_enquiry then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('strategy_discussion') }}
)

{{ event_cases('strategy_discussions_leading_to_s47', team='counted.team_id') }}
