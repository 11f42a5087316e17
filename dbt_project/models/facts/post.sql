-- Roles are in the authority's own words: social work posts are those that say so, less assistants and students.
select
    post_id,
    team_id,
    fte,
    state,
    lower(role) like '%social work%' and lower(role) not like '%assistant%' and lower(role) not like '%student%' as is_social_work,
    state_from as from_on,
    coalesce(state_to, {{ far_future() }}) as to_on
from {{ ref('stg_post') }}
