with listed as (
    select measure_id, 'monthly' as frequency, string_split(monthly_basis, '|') as bases from {{ ref('measure_definition') }}
    union all
    select measure_id, 'quarterly', string_split(quarterly_basis, '|') from {{ ref('measure_definition') }}
)

select measure_id, frequency, unnest(bases) as basis, unnest(range(1, len(bases) + 1)) as position, position = 1 as is_headline
from listed
where bases <> ['none'] and bases <> ['']
