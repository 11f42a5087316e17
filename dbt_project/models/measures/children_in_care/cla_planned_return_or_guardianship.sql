{{ config(meta={'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ext_permanence_plan or ssd_cla_care_plan.lacp_cla_care_plan_start_date']}) }}

with counted as (
    select child_id as case_id, child_id, kind, from_on, to_on, 1 as numerator, 0 as denominator
    from {{ on_days_of(ref('time_in_care'), ref('permanence_aim'), ['kind']) }}
)

{{ spell_cases('cla_planned_return_or_guardianship', category_1='counted.kind') }}
