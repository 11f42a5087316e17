select
    target.measure_id,
    coalesce(nullif(target.basis, ''), basis.basis, '') as basis,
    target.breakdown,
    target.breakdown_value,
    target.effective_from,
    lead(target.effective_from) over (
        partition by target.measure_id, target.basis, target.breakdown, target.breakdown_value order by target.effective_from
    ) as effective_to,
    target.target,
    cast(coalesce(target.tolerance_percent, authority.tolerance_percent) as decimal(9, 4)) as tolerance_percent,
    target.kind,
    target.note
from {{ ref('target_set') }} as target
cross join {{ ref('authority') }} as authority
left join (
    select measure_id, min_by(basis, frequency) as basis
    from {{ ref('measure_basis') }}
    where is_headline
    group by measure_id
) as basis using (measure_id)
