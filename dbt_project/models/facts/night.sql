select as_of, extract_date, build, code_version
from {{ ref('stg_night') }}
