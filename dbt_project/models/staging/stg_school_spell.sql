select
    school_spell_id,
    person_id as child_id,
    school_id,
    phase,
    in_county,
    sen_status,
    started_on,
    ended_on,
    is_phase_transfer
from {{ source('raw', 'ext_school_spell') }}
where _quarantine is null
