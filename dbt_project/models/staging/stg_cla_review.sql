select
    clar_cla_review_id as review_id,
    clar_cla_id as period_of_care_id,
    clar_cla_person_id as child_id,
    clar_cla_review_due_date as recorded_due_date,
    clar_cla_review_date as held_date,
    clar_cla_review_cancelled as is_cancelled,
    clar_cla_review_participation as participation
from {{ source('raw', 'ssd_cla_reviews') }}
where _quarantine is null
