{{ config(meta={'needs': ['ssd_initial_cp_conference', 'ssd_cp_reviews', 'ext_conference_views.views_available', 'ssd_person']}) }}

with conference as (select *, 'cp_views_min_age' as parameter from {{ ref('cp_conference') }}),

-- A child of unknown age is born, so of no age less than none.
counted as (
    select
        conference.case_id,
        conference.child_id,
        conference.team_id,
        conference.stage,
        conference.held_on as from_on,
        case when conference.has_views then 1 else 0 end as numerator,
        1 as denominator
    from conference
    left join {{ ref('child') }} as child using (child_id)
    inner join {{ ref('standard_in_force') }} as youngest
        on conference.parameter = youngest.parameter
        and conference.held_on >= youngest.from_on
        and conference.held_on < youngest.to_on
    where conference.held_on >= coalesce(child.born_on, conference.held_on)
        and coalesce({{ age_on('child.birth_date', 'conference.held_on') }}, 0) >= youngest.number
)

{{ event_cases('cp_conferences_with_child_views', team='counted.team_id', category_1='counted.stage') }}
