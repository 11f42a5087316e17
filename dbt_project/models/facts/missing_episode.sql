-- Missing, not away without authorisation; whether the child was looked after on the day it began.
select
    missing.missing_episode_id,
    missing.child_id,
    cast(missing.missing_from as date) as missing_on,
    care.child_id is not null as was_looked_after,
    row_number() over (
        partition by missing.child_id, {{ month_number('missing.missing_from') }}
        order by missing.missing_from, missing.missing_episode_id
    ) = 1 as is_first_in_month
from {{ ref('stg_missing_episode') }} as missing
left join {{ ref('time_in_care') }} as care
    on missing.child_id = care.child_id
    and cast(missing.missing_from as date) >= care.from_on
    and cast(missing.missing_from as date) < care.to_on
where missing.missing_type = 'M'
