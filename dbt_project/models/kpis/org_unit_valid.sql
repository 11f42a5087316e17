-- Teams of the pack. A team that only the data knows has no row here: its cases count under its id and locality unallocated.
select team_id, team_name, locality, service, coalesce(valid_from, {{ far_past() }}) as from_on, coalesce(valid_to, {{ far_future() }}) as to_on
from {{ source('pack', 'team') }}
