-- A status of the 903 that landed open ends with its period of care, where a repair ended that.
with repaired as (select * from {{ repaired_episodes() }} as standing where not is_dropped),

left_care as (
    select period_of_care_id, min(end_date) as left_on
    from repaired
    where end_date is not null and end_reason is distinct from 'X1'
    group by period_of_care_id
    having count(repair) > 0
),

ended as (
    select repaired.child_id, repaired.start_date, left_care.left_on
    from repaired
    inner join left_care using (period_of_care_id)
)

select
    status.lega_legal_status_id as legal_status_id,
    status.lega_person_id as child_id,
    status.lega_legal_status as legal_status,
    status.lega_legal_status_start_date as start_date,
    coalesce(status.lega_legal_status_end_date, ended.left_on) as end_date
from {{ source('raw', 'ssd_legal_status') }} as status
left join ended on status.lega_person_id = ended.child_id and status.lega_legal_status_start_date = ended.start_date
where status._quarantine is null
