with legal_case as (
    select child_id, started_on as from_on, coalesce(ended_on, {{ far_future() }}) as to_on
    from {{ ref('stg_legal_case') }}
)

select child_id, from_on, to_on
from {{ joined_stretches('legal_case') }}
