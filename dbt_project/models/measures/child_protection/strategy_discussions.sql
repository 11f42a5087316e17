{{ config(meta={'needs': ['ext_strategy_discussion.held_at']}) }}

with counted as (
    select discussion_id as case_id, child_id, team_id, held_on as from_on, 1 as numerator, 0 as denominator
    from {{ ref('strategy_discussion') }}
)

{{ event_cases('strategy_discussions', team='counted.team_id') }}
