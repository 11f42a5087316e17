-- The grain of the published figures.
select measure_id, count(*) as repeated
from (
    select measure_id, frequency, basis, breakdown, breakdown_value, period_end
    from {{ ref('figure') }}
    group by all
    having count(*) > 1
)
group by measure_id
