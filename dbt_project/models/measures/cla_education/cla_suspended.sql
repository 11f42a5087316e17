{{ config(meta={'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ext_suspension', 'ssd_person']}) }}

with pupil as (
    select child_id, phase, sen_status, from_on, to_on
    from {{ ref('cla_pupil') }}
    where age_in_august between 4 and 15
),

this_year as (
    select child_id, min(suspended_on) as from_on, cast(academic_year_from + to_years(1) as date) as to_on
    from {{ ref('suspension') }}
    group by child_id, academic_year_from
),

counted as (
    select *, child_id as case_id, 1 as denominator
    from {{ met_and_unmet('pupil', 'this_year') }}
)

{{ spell_cases('cla_suspended', category_1='counted.phase', category_2='counted.sen_status') }}
