{{ config(meta={'needs': ['ext_strategy_discussion.triggered_at']}) }}

with counted as (
    select
        discussion_id as case_id,
        child_id,
        team_id,
        held_on as from_on,
        case when working_days_taken <= limit_working_days then 1 else 0 end as numerator,
        1 as denominator,
        due_on,
        held_on as done_on
    from {{ ref('strategy_discussion') }}
    where has_clock
)

{{ event_cases('strategy_discussions_in_time', team='counted.team_id', due_on='counted.due_on', done_on='counted.done_on') }}
