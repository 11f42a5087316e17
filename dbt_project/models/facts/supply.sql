-- Of what returns report already counted an item that nobody reports is absent, as a column is; case_status is the one a measure asks for.
select
    table_name,
    source,
    as_at,
    history_from,
    cohort,
    case
        when
            table_name = 'ext_reported_history'
            and not exists (select 1 from {{ ref('reported_history') }} where item = 'case_status')
            then list_append(columns_absent, 'case_status')
        else columns_absent
    end as columns_absent,
    records,
    accepted,
    quarantined,
    rejected
from {{ ref('stg_supply') }}
