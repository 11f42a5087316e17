select toolkit_id, contact_id, child_id, completed_on, context
from {{ ref('stg_neglect_toolkit') }}
