{{ config(meta={'needs': [
    'ssd_cin_assessments', 'ssd_cin_plans or ext_reported_history.case_status (latest)', 'ssd_cin_episodes', 'ssd_cp_plans',
    'ssd_cla_episodes', 'ssd_legal_status',
    'ext_care_leaver_spell or ssd_care_leavers.clea_care_leaver_eligibility (latest)'
]}) }}

with on_plan as (
    select child_id, from_on, to_on from {{ ref('cin_plan_stretch') }}
    union all
    select child_id, from_on, to_on from {{ ref('need_as_reported') }} where stage = 'on plan'
),

open_assessment as (
    select child_id, from_on, to_on from {{ ref('open_assessment_stretch') }}
    union all
    select child_id, from_on, to_on from {{ ref('need_as_reported') }} where stage = 'under assessment'
),

assessed as (select * from {{ joined_stretches('open_assessment') }}),

in_need as (
    select child_id, 'on plan' as stage, from_on, to_on from on_plan
    union all
    select child_id, 'under assessment', from_on, to_on from {{ without_days('assessed', 'on_plan') }}
),

other_cohort as (
    select child_id, from_on, to_on
    from {{ joined_stretches("(select child_id, from_on, to_on from " ~ ref('protected_or_in_care')
        ~ " union all select child_id, from_on, to_on from " ~ ref('care_leaver_support') ~ ")") }}
),

counted as (
    select *, child_id as case_id, 1 as numerator, 0 as denominator
    from {{ without_days('in_need', 'other_cohort') }}
)

{{ spell_cases('children_in_need', category_1='counted.stage') }}
