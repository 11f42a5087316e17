{{ config(meta={'needs': ['ssd_cp_plans.cppl_cp_plan_latest_category', 'ext_neglect_toolkit']}) }}

with neglect as (
    select cp_plan_id as case_id, child_id, protected_from_on, from_on, to_on
    from {{ ref('cp_plan_stretch') }}
    where {{ includes_neglect('latest_category') }}
),

-- Once made for a plan, a toolkit holds to its end, as long as the limit in force lets it speak for the plan.
spoken_for as (
    select
        neglect.child_id,
        greatest(neglect.from_on, toolkit.completed_on, toolkit.from_on) as from_on,
        least(neglect.to_on, toolkit.to_on) as to_on
    from neglect
    inner join {{ ref('cp_neglect_toolkit') }} as toolkit
        on neglect.child_id = toolkit.child_id
        and toolkit.speaks_for_plans_to >= neglect.protected_from_on
),

with_toolkit as (select * from {{ joined_stretches('spoken_for') }}),

counted as (
    select *, 1 as denominator
    from {{ met_and_unmet('neglect', 'with_toolkit') }}
)

{{ spell_cases('cp_neglect_plans_with_toolkit') }}
