-- Where the child lives and since when with the same carer; in an adoptive placement the time in the placement before it
-- counts too.
with placed as (
    select
        carer.child_id,
        carer.carer_placement_id,
        carer.from_on,
        carer.to_on,
        coalesce(placement.placement_type in ('A3', 'A4', 'A5', 'A6'), false) or adoption.child_id is not null as is_adoptive,
        lag(carer.from_on) over (
            partition by carer.child_id order by carer.from_on, carer.to_on, carer.carer_placement_id
        ) as previous_from_on
    from {{ ref('carer_placement') }} as carer
    inner join {{ ref('placement') }} as placement on carer.carer_placement_id = placement.placement_id
    left join (
        select distinct child_id, placed_for_adoption_date from {{ ref('stg_permanence') }}
    ) as adoption
        on carer.child_id = adoption.child_id and carer.from_on = adoption.placed_for_adoption_date
)

select
    child_id,
    carer_placement_id,
    case when is_adoptive then coalesce(previous_from_on, from_on) else from_on end as began_on,
    from_on,
    to_on
from placed
where from_on < to_on
