{{ config(meta={'needs': [
    'ssd_cin_assessments', 'ssd_cin_plans', 'ssd_cp_plans', 'ssd_cla_episodes', 'ssd_legal_status', 'ext_care_leaver_spell'
]}) }}

with counted as (
    select
        cohort.child_id as case_id,
        cohort.child_id,
        cohort.cohort,
        greatest(cohort.from_on, with_care_leavers.from_on) as from_on,
        least(cohort.to_on, with_care_leavers.to_on) as to_on,
        1 as numerator,
        0 as denominator
    from {{ ref('cohort_stretch') }} as cohort
    inner join {{ ref('standard_in_force') }} as with_care_leavers
        on with_care_leavers.parameter = 'children_open_includes_care_leavers'
        and cohort.from_on < with_care_leavers.to_on
        and with_care_leavers.from_on < cohort.to_on
    where cohort.cohort <> 'care leaver' or with_care_leavers.number = 1
)

{{ spell_cases('children_open_to_social_care', category_1='counted.cohort') }}
