select
    pers_person_id as child_id,
    pers_sex as sex,
    pers_ethnicity as ethnicity,
    pers_send_flag as has_ehc_plan,
    pers_dob as birth_date,
    pers_expected_dob as expected_birth_date,
    pers_death_date as death_date
from {{ source('raw', 'ssd_person') }}
where _quarantine is null
