{{ config(meta={'needs': ['ext_cin_plan_trigger.cin_plan_id', 'ssd_cin_plans']}) }}

with counted as (
    select
        asked.trigger_id as case_id,
        asked.child_id,
        asked."trigger" as pathway,
        asked.due_on as from_on,
        case when asked.plan_started_on <= asked.due_on then 1 else 0 end as numerator,
        1 as denominator,
        asked.due_on,
        asked.plan_started_on as done_on
    from {{ with_due_on("(select *, triggered_on as started_on, 'cin_plan_days' as parameter from "
        ~ ref('cin_plan_trigger') ~ ")") }} as asked
    cross join {{ ref('night') }} as night
    -- No plan yet: pending until the due date has passed.
    where asked.plan_started_on is not null or asked.due_on < night.as_of
)

{{ event_cases('cin_plans_in_time', category_1='counted.pathway', due_on='counted.due_on', done_on='counted.done_on') }}
