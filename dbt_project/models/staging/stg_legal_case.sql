select
    legal_case_id,
    family_case_id,
    person_id as child_id,
    kind,
    started_on,
    ended_on,
    extension_agreed,
    outcome
from {{ source('raw', 'ext_legal_case') }}
where _quarantine is null
