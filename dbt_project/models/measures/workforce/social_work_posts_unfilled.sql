{{ config(meta={'needs': ['ext_post']}) }}

with counted as (
    select
        post_id as case_id,
        team_id,
        state,
        from_on,
        to_on,
        case when state = 'vacant' then fte else 0 end as numerator,
        fte as denominator
    from {{ ref('post') }}
    where is_social_work
)

{{ unit_spell_cases('social_work_posts_unfilled', team='counted.team_id', category_1='counted.state') }}
