-- Days of contact: visits with the person seen, and the latest contact on the current row.
select child_id, cast(visit_at as date) as contacted_on
from {{ ref('stg_visit') }}
where purpose = 'care_leaver' and seen = 'Y'
union
select child_id, latest_contact_date
from {{ ref('stg_care_leaver') }}
where latest_contact_date is not null
