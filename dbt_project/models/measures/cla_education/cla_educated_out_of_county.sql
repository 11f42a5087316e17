{{ config(meta={'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ext_school_spell.in_county', 'ssd_person']}) }}

with counted as (
    select
        child_id as case_id,
        child_id,
        phase,
        sen_status,
        from_on,
        to_on,
        case when in_county = 'N' then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('cla_pupil') }}
    where age_in_august between 4 and 15 and school_spell_id is not null
)

{{ spell_cases('cla_educated_out_of_county', category_1='counted.phase', category_2='counted.sen_status') }}
