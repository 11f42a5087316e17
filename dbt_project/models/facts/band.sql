select above, label, position
from {{ source('pack', 'band') }}
