select table_name, source, as_at, history_from, cohort, columns_absent, records, accepted, quarantined, rejected
from {{ ref('stg_supply') }}
