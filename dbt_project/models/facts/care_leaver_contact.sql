-- Days of contact: visits with the person seen, and the latest contact on the current row. Of a source without that date its
-- answer stands: in touch on the day of the extract.
select child_id, cast(visit_at as date) as contacted_on
from {{ ref('stg_visit') }}
where purpose = 'care_leaver' and seen = 'Y'
union
select child_id, latest_contact_date
from {{ ref('stg_care_leaver') }}
where latest_contact_date is not null
union
select leaver.child_id, supply.as_at
from {{ ref('stg_care_leaver') }} as leaver
inner join {{ ref('stg_supply') }} as supply
    on supply.table_name = 'ssd_care_leavers' and list_contains(supply.columns_absent, 'clea_care_leaver_latest_contact')
where leaver.in_touch = 'YES'
