select measure_id, version, from_on as valid_from, nullif(to_on, {{ far_future() }}) as valid_to, change
from {{ ref('measure_version_valid') }}
