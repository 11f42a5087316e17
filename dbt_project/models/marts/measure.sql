select
    measure_id,
    theme,
    name,
    case
        when coalesce(denominator, '') in ('', 'not applicable (count)') then numerator
        else numerator || ' Of: ' || denominator
    end as definition,
    denominator,
    numerator,
    standard,
    cohort,
    statistic,
    unit,
    decimals,
    polarity,
    monthly_basis,
    quarterly_basis,
    breakdowns,
    in_overview,
    array_to_string(needs, '|') as needs,
    cast(position as integer) as position
from {{ ref('measure_definition') }}
