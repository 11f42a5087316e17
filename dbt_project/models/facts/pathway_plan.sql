-- Days a pathway plan was made or reviewed, in care or after it.
select child_id, completed_on as done_on
from {{ ref('stg_pathway_plan') }}
union
select child_id, pathway_plan_review_date
from {{ ref('stg_care_leaver') }}
where pathway_plan_review_date is not null
