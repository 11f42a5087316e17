-- From joining to leaving, cut where the team changes.
with in_post as (
    select *, started_on as from_on, coalesce(left_on, {{ far_future() }}) as to_on
    from {{ ref('worker') }}
)

select
    in_post.worker_id,
    team.team_id,
    in_post.role,
    in_post.is_social_worker,
    in_post.is_agency,
    in_post.full_time_equivalent,
    in_post.started_on,
    in_post.left_on,
    in_post.pdr_completed_on,
    greatest(in_post.from_on, coalesce(team.from_on, in_post.from_on)) as from_on,
    least(in_post.to_on, coalesce(team.to_on, in_post.to_on)) as to_on
from in_post
left join {{ ref('worker_team') }} as team
    on in_post.worker_id = team.worker_id
    and in_post.from_on < team.to_on
    and team.from_on < in_post.to_on
where in_post.from_on < in_post.to_on
