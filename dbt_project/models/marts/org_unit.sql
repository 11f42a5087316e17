select
    team_id,
    team_name,
    coalesce(locality, 'unallocated') as locality,
    service,
    from_on as valid_from,
    nullif(to_on, {{ far_future() }}) as valid_to
from {{ ref('org_unit_valid') }}
