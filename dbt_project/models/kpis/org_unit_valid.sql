-- Teams of the pack, and teams that only the data knows (no locality until the pack names one).
select team_id, team_name, locality, service, coalesce(valid_from, {{ far_past() }}) as from_on, coalesce(valid_to, {{ far_future() }}) as to_on
from {{ source('pack', 'team') }}
