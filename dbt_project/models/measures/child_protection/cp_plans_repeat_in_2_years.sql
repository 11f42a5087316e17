{{ config(meta={
    'needs': ['ssd_cp_plans'], 'look_back': 'cp_repeat_window',
    'review_trigger': 'Review of a second or later plan within two years', 'action': 'Review why the child is on a plan again'
}) }}

with plan as (
    select *, previous_plan_ended_on as started_on, 'cp_repeat_window' as parameter
    from {{ ref('cp_plan') }}
),

counted as (
    select
        cp_plan_id as case_id,
        child_id,
        start_date as from_on,
        case when start_date <= due_on then 1 else 0 end as numerator,
        1 as denominator
    from {{ with_due_on('plan', read_on='start_date') }}
)

{{ event_cases('cp_plans_repeat_in_2_years') }}
