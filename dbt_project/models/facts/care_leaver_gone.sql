-- Whether a care leaver died or went home is known for the latest extract only, and holds from it on (conventions 23).
select child_id, min(extract_date) as from_on
from {{ ref('stg_care_leaver') }}
where in_touch in ('DIED', 'RHOM')
group by child_id
