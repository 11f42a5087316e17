-- Of several statuses open on a day the one that started last holds.
with status as (
    select
        child_id,
        legal_status_id,
        legal_status,
        start_date as from_on,
        coalesce(end_date, {{ far_future() }}) as to_on
    from {{ ref('stg_legal_status') }}
)

select child_id, from_on, to_on, legal_status
from {{ latest_counts('status', 'legal_status_id') }}
