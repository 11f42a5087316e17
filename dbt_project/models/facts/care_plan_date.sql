-- Days on which a care plan took effect or was saved as final.
select child_id, start_date as done_on
from {{ ref('stg_cla_care_plan') }}
where start_date is not null
union
select child_id, completed_on
from {{ ref('stg_plan_update') }}
where plan_kind = 'cla' and coalesce(finalised, 'Y') <> 'N'
