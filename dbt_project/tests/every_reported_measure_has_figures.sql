-- A measure that the authority reports and the catalogue gives a basis is published, not_supplied if it must be.
select measure.measure_id
from {{ ref('measure_definition') }} as measure
inner join {{ ref('measure_basis') }} as basis using (measure_id)
cross join (select count(*) as months from {{ ref('month') }} where is_shown) as shown
where shown.months >= 3 and measure.relation <> 'derived'
group by measure.measure_id
having measure.measure_id not in (select measure_id from {{ ref('figure') }})
