-- Days on which something happened on a child's case: activity recorded, a visit with the child seen, a review held, a
-- supervision.
select distinct child_id, activity_on
from (
    select child_id, activity_on from {{ ref('stg_case_activity') }}
    union all
    select child_id, cast(visit_at as date) from {{ ref('stg_visit') }} where seen = 'Y'
    union all
    select child_id, visit_date from {{ ref('stg_cin_visit') }} where seen = 'Y'
    union all
    select child_id, visit_date from {{ ref('stg_cp_visit') }} where seen = 'Y'
    union all
    select child_id, visit_date from {{ ref('stg_cla_visit') }} where seen = 'Y'
    union all
    select child_id, held_date from {{ ref('stg_cp_review') }} where held_date is not null
    union all
    select coalesce(review.child_id, period.child_id), review.held_date
    from {{ ref('stg_cla_review') }} as review
    left join {{ ref('period_of_care') }} as period using (period_of_care_id)
    where review.held_date is not null
        and coalesce(review.is_cancelled, 'N') <> 'Y'
        and coalesce(review.child_id, period.child_id) is not null
    union all
    select child_id, held_on from {{ ref('stg_cin_review') }} where held_on is not null
    union all
    select child_id, supervised_on from {{ ref('stg_supervision') }}
)
