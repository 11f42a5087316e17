{{ config(meta={'needs': ['ext_foster_place', 'ext_foster_household']}) }}

with counted as (
    select place_id as case_id, team_id, from_on, to_on, case when state = 'filled' then 1 else 0 end as numerator, 1 as denominator
    from {{ ref('foster_place') }}
    where state in ('filled', 'vacant')
)

{{ unit_spell_cases('in_house_foster_places_used', team='counted.team_id') }}
