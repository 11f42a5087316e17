-- Of several in force on a day, the one agreed last.
select
    child_id,
    purpose,
    "interval" as interval_number,
    unit as interval_unit,
    valid_from as from_on,
    least(
        coalesce(valid_to, {{ far_future() }}),
        lead(valid_from, 1, {{ far_future() }}) over (partition by child_id, purpose order by valid_from, override_id)
    ) as to_on
from {{ ref('stg_interval_override') }}
qualify from_on < to_on
