-- Social work posts are those whose role the authority's role map takes for an allocated social worker. Of several states of
-- a post on a day the one that began last holds.
with post as (
    select
        post_id,
        team_id,
        fte,
        state,
        role = 'allocated_social_worker' as is_social_work,
        state_from,
        state_from as from_on,
        coalesce(state_to, {{ far_future() }}) as to_on
    from {{ ref('stg_post') }}
)

select post_id, team_id, fte, state, is_social_work, from_on, to_on
from {{ latest_counts('post', 'state_from', key='post_id') }}
