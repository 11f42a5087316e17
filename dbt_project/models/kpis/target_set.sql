-- Targets set by the as-of date; basis '' is the headline's.
select
    target.measure_id,
    coalesce(target.basis, '') as basis,
    target.breakdown,
    target.breakdown_value,
    target.effective_from,
    target.target,
    target.tolerance_percent,
    target.kind,
    target.note
from {{ source('pack', 'target') }} as target
cross join {{ ref('night') }} as night
where target.effective_from <= night.as_of
