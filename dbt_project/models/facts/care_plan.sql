-- Of several care plans open on a day the one that started last is current.
with plan as (
    select
        child_id,
        care_plan_row_id,
        start_date as started_on,
        start_date as from_on,
        coalesce(end_date, {{ far_future() }}) as to_on,
        {{ is_ticked('options', 'RETURN1M') }}
            or {{ is_ticked('options', 'RETURN6M') }}
            or {{ is_ticked('options', 'RETURNEV') }} as plans_return
    from {{ ref('stg_cla_care_plan') }}
)

select child_id, from_on, to_on, care_plan_row_id, started_on, plans_return
from {{ latest_counts('plan', 'care_plan_row_id') }}
