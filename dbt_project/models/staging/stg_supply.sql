-- A table none of whose records could be used says nothing: to count it would publish zeros that nobody reported.
select table_name, source, as_at, history_from, cohort, columns_absent, records, accepted, quarantined, rejected
from {{ source('raw', 'supply') }}
where accepted > 0 or records = 0
