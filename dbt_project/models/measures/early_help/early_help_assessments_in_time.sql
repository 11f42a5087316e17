{{ config(meta={'needs': ['ssd_early_help_episodes', 'ext_early_help_step']}) }}

-- The due date agreed with the family; where none was, the limit from the start of the episode.
with counted as (
    select
        episode_id as case_id,
        child_id,
        assessed_on as from_on,
        case
            when coalesce(assessed_on <= assessment_due_on, working_days_to_assessment <= limit_number) then 1
            else 0
        end as numerator,
        1 as denominator,
        coalesce(assessment_due_on, due_on) as due_on,
        assessed_on as done_on
    from {{ with_due_on("(select *, start_date as started_on, 'early_help_assessment_days' as parameter from "
        ~ ref('early_help_step') ~ ")", read_on='assessed_on') }}
    where assessed_on >= start_date
)

{{ event_cases('early_help_assessments_in_time', due_on='counted.due_on', done_on='counted.done_on') }}
