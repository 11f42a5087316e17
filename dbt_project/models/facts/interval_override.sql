-- Of several in force on a day, the one agreed last (latest start, then highest id).
with agreed as (
    select
        override_id,
        child_id,
        purpose,
        "interval" as interval_number,
        unit as interval_unit,
        valid_from as from_on,
        coalesce(valid_to, {{ far_future() }}) as to_on
    from {{ ref('stg_interval_override') }}
)

select
    stretch.child_id,
    stretch.purpose,
    arg_max(agreed.interval_number, (agreed.from_on, agreed.override_id)) as interval_number,
    arg_max(agreed.interval_unit, (agreed.from_on, agreed.override_id)) as interval_unit,
    stretch.from_on,
    stretch.to_on
from {{ pieces('agreed', 'child_id, purpose') }} as stretch
inner join agreed
    on stretch.child_id = agreed.child_id
    and stretch.purpose = agreed.purpose
    and stretch.from_on >= agreed.from_on
    and stretch.from_on < agreed.to_on
group by stretch.child_id, stretch.purpose, stretch.from_on, stretch.to_on
