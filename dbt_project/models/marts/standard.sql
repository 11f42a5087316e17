select
    standard.parameter,
    standard.value,
    standard.unit,
    standard.kind,
    catalogue.description,
    standard.from_on as effective_from,
    nullif(standard.to_on, {{ far_future() }}) as effective_to,
    standard.source = 'pack' as is_local_override
from {{ ref('standard_in_force') }} as standard
inner join {{ ref('standards') }} as catalogue using (parameter)
