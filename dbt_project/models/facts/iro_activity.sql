-- Besides recorded activity the latest contact on an episode is known; earlier ones of it are not.
select child_id, activity_on as done_on, kind
from {{ ref('stg_case_activity') }}
where kind in ('iro_footprint', 'iro_contact', 'iro_visit')
union
select child_id, last_iro_contact_date, 'latest_contact'
from {{ ref('stg_cla_episode') }}
where last_iro_contact_date is not null
