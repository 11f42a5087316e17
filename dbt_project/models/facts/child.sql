select
    child_id,
    birth_date,
    expected_birth_date,
    death_date,
    -- Not born yet, as far as is known: far in the future. Neither date known: null, taken as born.
    coalesce(birth_date, case when expected_birth_date is not null then {{ far_future() }} end) as born_on,
    case sex when 'M' then 'male' when 'F' then 'female' else 'unknown' end as sex,
    case
        when ethnicity in ('WBRI', 'WIRI', 'WIRT', 'WOTH', 'WROM') then 'white'
        when ethnicity in ('MWBC', 'MWBA', 'MWAS', 'MOTH') then 'mixed'
        when ethnicity in ('AIND', 'APKN', 'ABAN', 'AOTH', 'CHNE') then 'asian'
        when ethnicity in ('BCRB', 'BAFR', 'BOTH') then 'black'
        when ethnicity in ('OOTH') then 'other'
        else 'unknown'
    end as ethnicity
from {{ ref('stg_person') }}
