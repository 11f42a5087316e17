-- A score stands until the next one; a questionnaire without a score ends none. Of two of a day the higher id counts.
select
    child_id,
    score,
    completed_date as from_on,
    lead(completed_date, 1, {{ far_future() }}) over (partition by child_id order by completed_date) as to_on
from (
    select child_id, completed_date, arg_max(score, sdq_score_id) as score
    from {{ ref('stg_sdq_score') }}
    where score is not null and completed_date is not null
    group by child_id, completed_date
)
