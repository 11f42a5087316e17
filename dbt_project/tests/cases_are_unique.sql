-- The grain of the case relation: pieces of a spell share the case and differ in from_on.
select measure_id, count(*) as repeated
from (
    select measure_id, case_id, from_on
    from {{ ref('cases') }}
    group by all
    having count(*) > 1
)
group by measure_id
