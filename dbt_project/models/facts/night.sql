-- horizon_on is the first day any figure looks at: 60 months shown and the eleven before them that years look back on.
select
    as_of,
    extract_date,
    build,
    code_version,
    {{ month_start(month_number('least(as_of, extract_date)') ~ ' - 71') }} as horizon_on
from {{ ref('stg_night') }}
