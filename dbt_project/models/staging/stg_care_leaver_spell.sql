select
    spell_id,
    person_id as child_id,
    eligibility,
    support_started_on,
    support_ended_on,
    end_reason
from {{ source('raw', 'ext_care_leaver_spell') }}
where _quarantine is null
