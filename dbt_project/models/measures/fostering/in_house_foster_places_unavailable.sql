{{ config(meta={'needs': ['ext_foster_place', 'ext_foster_household']}) }}

with counted as (
    select
        place_id as case_id,
        team_id,
        case when state = 'unavailable' then coalesce(reason, 'unknown') else 'available' end as kind,
        from_on,
        to_on,
        case when state = 'unavailable' then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('foster_place') }}
)

{{ unit_spell_cases('in_house_foster_places_unavailable', team='counted.team_id', category_1='counted.kind') }}
