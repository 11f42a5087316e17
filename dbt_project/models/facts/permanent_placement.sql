-- The part after permanent_placement_months (a year) of a placement meant to last to 18: so recorded, else by type (U1, U4),
-- else by the care plan (LTFOST18).
with long_term_plan as (
    select child_id, start_date as from_on, coalesce(end_date, {{ far_future() }}) as to_on
    from {{ ref('stg_cla_care_plan') }}
    where {{ is_ticked('options', 'LTFOST18') }}
),

placed as (select * from {{ latest_counts(ref('placement'), 'placement_id') }}),

meant_to_last as (
    select child_id, from_on, to_on
    from placed
    where intended_until_18 = 'Y'
    union all
    select
        placement.child_id,
        greatest(placement.from_on, plan.from_on),
        least(placement.to_on, plan.to_on)
    from placed as placement
    inner join long_term_plan as plan
        on placement.child_id = plan.child_id
        and placement.from_on < plan.to_on
        and plan.from_on < placement.to_on
    where placement.intended_until_18 is null
),

joined as (select * from {{ joined_stretches('meant_to_last') }}),

settled as (
    select
        carer.child_id,
        cast(carer.from_on + to_months(cast(standard.number as integer)) as date) as from_on,
        carer.to_on
    from {{ ref('carer_placement') }} as carer
    inner join {{ ref('standard_in_force') }} as standard
        on standard.parameter = 'permanent_placement_months'
        and carer.from_on >= standard.from_on
        and carer.from_on < standard.to_on
)

select
    joined.child_id,
    greatest(joined.from_on, settled.from_on) as from_on,
    least(joined.to_on, settled.to_on) as to_on
from joined
inner join settled
    on joined.child_id = settled.child_id
    and joined.from_on < settled.to_on
    and settled.from_on < joined.to_on
where greatest(joined.from_on, settled.from_on) < least(joined.to_on, settled.to_on)
