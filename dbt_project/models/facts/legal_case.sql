-- The limit in force on the day a case ended.
select
    concat_ws('|', legal_case_id, child_id) as case_id,
    child_id,
    kind,
    started_on,
    ended_on,
    due_on
from {{ with_due_on("(select *, coalesce(ended_on, started_on) as read_on, case kind when 'court' then 'care_proceedings_weeks' "
    ~ "else 'pre_proceedings_weeks' end as parameter from " ~ ref('stg_legal_case') ~ ")", read_on='read_on') }}
