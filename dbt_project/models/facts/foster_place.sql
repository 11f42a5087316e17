-- In-house places. Of several states of a place on a day the one that began last holds.
with place as (
    select
        place.place_id,
        household.team_id,
        place.state,
        place.reason,
        place.state_from,
        place.state_from as from_on,
        coalesce(place.state_to, {{ far_future() }}) as to_on
    from {{ ref('stg_foster_place') }} as place
    inner join {{ ref('stg_foster_household') }} as household using (household_id)
    where household.provision = 'in_house'
)

select place_id, team_id, state, reason, from_on, to_on
from {{ latest_counts('place', 'state_from', key='place_id') }}
