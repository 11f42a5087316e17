{{ config(meta={'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_cla_care_plan']}) }}

with counted as (
    select
        care.child_id as case_id,
        care.child_id,
        aim.kind,
        greatest(care.from_on, aim.from_on) as from_on,
        least(care.to_on, aim.to_on) as to_on,
        1 as numerator,
        0 as denominator
    from {{ ref('time_in_care') }} as care
    inner join {{ ref('permanence_aim') }} as aim
        on care.child_id = aim.child_id
        and care.from_on < aim.to_on
        and aim.from_on < care.to_on
)

{{ spell_cases('cla_planned_return_or_guardianship', category_1='counted.kind') }}
