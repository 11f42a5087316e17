with household as (
    select
        household_id,
        team_id,
        approved_on as from_on,
        coalesce(deregistered_on, {{ far_future() }}) as to_on
    from {{ ref('stg_foster_household') }}
    where provision = 'in_house'
),

touch as (
    select household_id, team_id, from_on, to_on, from_on as started_on, cast(null as date) as done_on from household
    union
    select household.household_id, household.team_id, household.from_on, household.to_on, review.completed_on, review.completed_on
    from household
    inner join {{ ref('stg_foster_check') }} as review
        on household.household_id = review.household_id
        and review.kind = 'annual_review'
        and review.completed_on >= household.from_on
        and review.completed_on < household.to_on
),

day as (
    select household_id, team_id, to_on as household_to_on, started_on, max(done_on) as done_on
    from touch
    group by all
),

stretch as (
    select
        household_id as case_id,
        cast(null as varchar) as child_id,
        team_id,
        done_on,
        started_on,
        'foster_review_interval' as parameter,
        started_on as from_on,
        lead(started_on, 1, household_to_on) over (partition by household_id order by started_on) as to_on
    from day
)

select case_id as household_id, team_id, done_on, due_on, from_on, to_on, in_time
from {{ in_time_stretches('stretch') }}
