{{ config(meta={
    'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_cla_care_plan.lacp_cla_care_plan_start_date'],
    'look_back': 'cla_care_plan_update_interval',
    'requirement': 'Care plan', 'action': 'Bring the care plan up to date'
}) }}

-- Children whose first plan is not due yet are left out.
with care as (
    select child_id as case_id, child_id, placement_type, from_on, to_on
    from {{ lasting(ref('child_in_care'), 'cla_care_plan_first_days', 'care_from_on') }}
),

counted as (
    select *, cast(null as date) as done_on, cast(null as date) as due_on, 0 as numerator, 1 as denominator
    from {{ without_days('care', ref('care_plan')) }}
    union all
    select *, 1
    from {{ on_days_of('care', ref('care_plan_clock'), ['done_on', 'due_on', 'in_time']) }}
)

{{ spell_cases('cla_care_plans_up_to_date', category_1='counted.placement_type',
    due_on='counted.due_on', done_on='counted.done_on') }}
