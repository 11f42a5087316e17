-- The steps of an early help episode, one row per episode.
with step as (
    select
        episode_id,
        min(occurred_on) filter (where kind = 'requested') as requested_on,
        min(occurred_on) filter (where kind = 'allocated') as allocated_on,
        min(occurred_on) filter (where kind = 'first_visit') as visited_on,
        min(occurred_on) filter (where kind = 'assessment_completed') as assessed_on
    from {{ ref('stg_early_help_step') }}
    group by episode_id
),

-- The due date agreed last before the assessment was done, else the first agreed.
agreed as (
    select
        due.episode_id,
        coalesce(max(due.occurred_on) filter (where due.occurred_on <= step.assessed_on), min(due.occurred_on))
            as assessment_due_on
    from {{ ref('stg_early_help_step') }} as due
    inner join step using (episode_id)
    where due.kind = 'assessment_due'
    group by due.episode_id
)

select
    episode.episode_id,
    episode.child_id,
    episode.tier,
    episode.start_date,
    episode.end_date,
    coalesce(step.requested_on, episode.start_date) as requested_on,
    step.allocated_on,
    step.visited_on,
    step.assessed_on,
    agreed.assessment_due_on,
    assessed.working_day_number - begun.working_day_number as working_days_to_assessment
from {{ ref('early_help_episode') }} as episode
left join step using (episode_id)
left join agreed using (episode_id)
left join {{ ref('working_day_calendar') }} as begun on episode.start_date = begun.date_day
left join {{ ref('working_day_calendar') }} as assessed on step.assessed_on = assessed.date_day
