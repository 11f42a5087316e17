-- Whether a row begins a new placement: start reason S, P or B, and not a temporary move (T0 to T4), the return from one,
-- or a placement for adoption with the present carer (A3, A5).
with reason as (
    select placement_id, arg_min(start_reason, (start_date, episode_id)) as start_reason
    from {{ ref('stg_cla_episode') }}
    where placement_id is not null
    group by placement_id
),

placement as (
    select
        placement.placement_id,
        placement.child_id,
        placement.period_of_care_id,
        placement.placement_type,
        placement.provider,
        placement.distance,
        placement.start_date as from_on,
        coalesce(placement.end_date, {{ far_future() }}) as to_on,
        reason.start_reason,
        placement.placement_type in ('T0', 'T1', 'T2', 'T3', 'T4') as is_temporary,
        (placement.provider, placement.urn, placement.postcode) as carer
    from {{ ref('stg_cla_placement') }} as placement
    left join reason using (placement_id)
),

-- The last row before this one that was not a temporary move, to know a return by.
settled as (
    select
        *,
        lag(is_temporary) over by_child as follows_temporary,
        last_value(case when not coalesce(is_temporary, false) then carer end ignore nulls) over (
            by_child rows between unbounded preceding and 1 preceding
        ) as settled_carer
    from placement
    window by_child as (partition by child_id order by from_on, placement_id)
)

select
    settled.placement_id,
    settled.child_id,
    settled.period_of_care_id,
    settled.placement_type,
    settled.provider,
    -- 999.9 says that the distance cannot be measured.
    nullif(settled.distance, 999.9) as distance_miles,
    -- A place whose address is confidential (CON) is not known to be anywhere.
    case detail.in_authority
        when 'N' then true
        when 'Y' then false
        else nullif(detail.placement_la, 'CON') <> (select la_code from {{ ref('authority') }})
    end as is_out_of_area,
    settled.start_reason,
    settled.from_on,
    settled.to_on,
    coalesce(settled.start_reason, 'P') in ('S', 'P', 'B')
        and not coalesce(settled.is_temporary, false)
        and coalesce(settled.placement_type, '') not in ('A3', 'A5')
        and not (coalesce(settled.follows_temporary, false) and settled.carer is not distinct from settled.settled_carer)
        as is_new_placement,
    coalesce(detail.intended_until_18, case when settled.placement_type in ('U1', 'U4') then 'Y' end) as intended_until_18
from settled
left join {{ ref('stg_placement_detail') }} as detail using (placement_id)
