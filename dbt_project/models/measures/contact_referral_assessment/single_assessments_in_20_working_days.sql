{{ config(meta={'needs': ['ssd_cin_assessments', 'ssd_cin_episodes']}) }}

with counted as (
    select
        assessment_id as case_id,
        child_id,
        team_id,
        authorised_date as from_on,
        case when working_days_taken <= limit_number then 1 else 0 end as numerator,
        1 as denominator,
        due_on,
        authorised_date as done_on
    from {{ with_due_on("(select *, clock_started_on as started_on, 'single_assessment_short_days' as parameter from "
        ~ ref('assessment') ~ ")", read_on='authorised_date') }}
    where authorised_date >= clock_started_on
)

{{ event_cases('single_assessments_in_20_working_days', team='counted.team_id',
    due_on='counted.due_on', done_on='counted.done_on') }}
