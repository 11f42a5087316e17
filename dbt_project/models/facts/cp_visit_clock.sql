with protection as (select *, cp_plan_id as case_id from {{ ref('cp_protection') }})

select case_id as cp_plan_id, child_id, done_on, due_on, from_on, to_on, in_time
from {{ visit_clock('protection', ref('stg_cp_visit'), 'cp_visit_interval', override_purpose='cp_visit') }}
