select
    attendance_id,
    person_id as child_id,
    week_ending,
    phase,
    sessions_possible,
    sessions_attended,
    sessions_absent_illness
from {{ source('raw', 'ext_school_attendance') }}
where _quarantine is null
