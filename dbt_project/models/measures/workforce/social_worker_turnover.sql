{{ config(meta={'needs': ['ext_worker.left_on', 'ssd_professionals'], 'look_back': 'turnover_window'}) }}

-- In the denominator while in post, in the numerator for the window after leaving.
with permanent as (
    select worker_id, full_time_equivalent, left_on
    from {{ ref('worker') }}
    where is_social_worker = 'Y' and is_agency <> 'Y'
),

leaver as (
    select permanent.worker_id, team.team_id, permanent.full_time_equivalent, permanent.left_on
    from permanent
    left join {{ ref('worker_team') }} as team
        on permanent.worker_id = team.worker_id
        and permanent.left_on >= team.from_on
        and permanent.left_on < team.to_on
    where permanent.left_on is not null
),

counted as (
    select in_post.worker_id as case_id, in_post.worker_id, in_post.team_id, in_post.from_on, in_post.to_on, 0 as numerator, in_post.full_time_equivalent as denominator
    from {{ ref('worker_in_post') }} as in_post
    inner join permanent using (worker_id)
    union all
    select worker_id, worker_id, team_id, from_on, to_on, full_time_equivalent, 0
    from {{ held_for("(select *, left_on as from_on, left_on as to_on from leaver)", 'turnover_window') }}
)

{{ unit_spell_cases('social_worker_turnover', team='counted.team_id', worker='counted.worker_id') }}
