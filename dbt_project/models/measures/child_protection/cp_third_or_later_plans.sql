{{ config(meta={'needs': ['ssd_cp_plans']}) }}

-- What a return reported at any time of the plan holds for all of it: earlier plans do not change.
with counted as (
    select
        protection.cp_plan_id as case_id,
        protection.child_id,
        protection.from_on,
        protection.to_on,
        case
            when greatest(protection.plan_number - 1, coalesce(max(try_cast(reported."value" as integer)), 0)) >= 2 then 1
            else 0
        end as numerator,
        1 as denominator
    from {{ ref('cp_protection') }} as protection
    left join {{ ref('reported_history') }} as reported
        on protection.child_id = reported.child_id
        and reported.item = 'previous_cp_plans'
        and reported.as_at >= protection.from_on
        and reported.as_at <= protection.to_on
    group by protection.cp_plan_id, protection.child_id, protection.plan_number, protection.from_on, protection.to_on
)

{{ spell_cases('cp_third_or_later_plans') }}
