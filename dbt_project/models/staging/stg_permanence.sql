select
    perm_table_id as permanence_id,
    perm_person_id as child_id,
    perm_cla_id as period_of_care_id,
    perm_placed_for_adoption_date as placed_for_adoption_date
from {{ source('raw', 'ssd_permanence') }}
where _quarantine is null
