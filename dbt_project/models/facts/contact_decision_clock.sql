-- The clocks that run from the receipt of a contact: in hours where both moments have a time of day, else by whole days
-- (conventions 21).
with clock as (
    select *, 'contact_initial_decision_hours' as parameter, initial_decision_at as decided_at from {{ ref('contact') }}
    union all
    select *, 'contact_final_decision_hours', final_decision_at from {{ ref('contact') }}
    union all
    select *, 'risk_evident_decision_hours', final_decision_at from {{ ref('contact') }} where is_risk_evident
),

limited as (
    select
        clock.*,
        clock.received_at + to_minutes(cast(standard.number * 60 as bigint)) as due_at,
        cast(clock.received_at as date) + cast(floor(standard.number / 24) as integer) as due_by_days,
        {{ has_time('clock.received_at') }} and {{ has_time('clock.decided_at') }} as is_in_hours
    from clock
    left join {{ ref('standard_in_force') }} as standard
        on clock.parameter = standard.parameter
        and clock.contact_date >= standard.from_on
        and clock.contact_date < standard.to_on
    where clock.contact_type = 'contact'
)

select
    contact_id,
    parameter,
    child_id,
    team_id,
    source_code,
    contact_date,
    decided_at,
    cast(due_at as date) as due_on,
    coalesce(
        case when is_in_hours then decided_at <= due_at else cast(decided_at as date) <= due_by_days end, false
    ) as is_in_time,
    coalesce(
        case when is_in_hours then decided_at < received_at else cast(decided_at as date) < cast(received_at as date) end,
        false
    ) as is_before_receipt
from limited
