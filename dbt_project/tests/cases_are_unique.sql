-- The grain of the case relation, of events: one case is one row. That pieces of a spell do not lie over one another is a test of its own.
select measure_id, count(*) as repeated
from (
    select measure_id, case_id
    from {{ ref('cases') }}
    where not is_spell
    group by all
    having count(*) > 1
)
group by measure_id
