{{ config(meta={'needs': ['ext_worker.performance_rating']}) }}

-- Ratings are confidential: the case is known by the day and a number, not by the worker.
with counted as (
    select
        concat_ws('|', worker.left_on, row_number() over (partition by worker.left_on order by worker.worker_id)) as case_id,
        null as child_id,
        team.team_id,
        worker.performance_rating,
        worker.left_on as from_on,
        case when worker.performance_rating in ('green', 'blue') then 1 else 0 end as numerator,
        1 as denominator
    from {{ ref('worker') }} as worker
    left join {{ ref('worker_team') }} as team
        on worker.worker_id = team.worker_id
        and worker.left_on >= team.from_on
        and worker.left_on < team.to_on
    where worker.is_social_worker = 'Y' and worker.performance_rating is not null
)

{{ event_cases('leavers_rated_green_or_blue', team='counted.team_id', category_1='counted.performance_rating') }}
