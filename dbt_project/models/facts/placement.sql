-- Whether a row begins a new placement: the first of a period of care, or start reason S, P or B, and not a temporary move
-- (T0 to T4), the return from one, or a placement for adoption with the present carer (A3, A5). A row that was never closed
-- ends with its period of care; one of no period of care is left out.
with reason as (
    -- arg_min would pass over an episode that does not say.
    select placement_id, first(start_reason order by start_date, episode_id) as start_reason
    from {{ ref('stg_cla_episode') }}
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
        greatest(
            least(coalesce(placement.end_date, {{ far_future() }}), coalesce(period.end_date, {{ far_future() }})),
            placement.start_date
        ) as to_on,
        reason.start_reason,
        placement.placement_type in ('T0', 'T1', 'T2', 'T3', 'T4') as is_temporary,
        (placement.provider, placement.urn, placement.postcode) as carer
    from {{ ref('stg_cla_placement') }} as placement
    left join reason using (placement_id)
    inner join {{ ref('period_of_care') }} as period using (period_of_care_id)
),

-- The last row before this one that was not a temporary move, to know a return by.
settled as (
    select
        *,
        row_number() over in_period = 1 as is_first,
        lag(is_temporary) over in_period as follows_temporary,
        last_value(case when not coalesce(is_temporary, false) then carer end ignore nulls) over (
            in_period rows between unbounded preceding and 1 preceding
        ) as settled_carer
    from placement
    window in_period as (partition by child_id, period_of_care_id order by from_on, to_on, placement_id)
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
    settled.is_first
        or (
            coalesce(settled.start_reason, 'P') in ('S', 'P', 'B')
            and not coalesce(settled.is_temporary, false)
            and coalesce(settled.placement_type, '') not in ('A3', 'A5')
            and not (
                coalesce(settled.follows_temporary, false)
                and (settled.settled_carer is null or settled.carer is not distinct from settled.settled_carer)
            )
        ) as is_new_placement,
    coalesce(detail.intended_until_18, case when settled.placement_type in ('U1', 'U4') then 'Y' end) as intended_until_18
from settled
left join {{ ref('stg_placement_detail') }} as detail using (placement_id)
