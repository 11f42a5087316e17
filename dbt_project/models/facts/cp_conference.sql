-- Initial and review conferences held, one row per child; two reviews of a child on one day are one.
with conference as (
    select child_id, 'initial' as stage, conference_id, held_date as held_on, team_id
    from {{ ref('initial_conference') }}
    where held_date is not null
    union all
    select child_id, 'review', review_id, held_date, null
    from {{ ref('stg_cp_review') }}
    where held_date is not null
)

select
    concat_ws('|', conference.stage, min(conference.conference_id)) as case_id,
    conference.child_id,
    conference.stage,
    conference.held_on,
    any_value(conference.team_id) as team_id,
    coalesce(bool_or(views.views_available = 'Y'), false) as has_views
from conference
left join {{ ref('stg_conference_views') }} as views
    on conference.conference_id = views.conference_id and conference.child_id = views.child_id
group by
    conference.child_id,
    conference.stage,
    conference.held_on,
    case conference.stage when 'initial' then conference.conference_id end
