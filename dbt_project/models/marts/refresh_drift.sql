-- What later editions say of a month, against what its own edition said.
with told as (
    select
        figure.measure_id,
        figure.basis,
        figure.period_end,
        {{ month_number('edition.period_end') }} - {{ month_number('figure.period_end') }} as months_after,
        figure.value,
        figure.definition_hash
    from {{ source('edition', 'figure') }} as figure
    inner join {{ source('edition', 'edition') }} as edition using (edition)
    inner join {{ ref('measure_basis') }} as basis
        on figure.measure_id = basis.measure_id and figure.frequency = basis.frequency and figure.basis = basis.basis
    where figure.frequency = 'monthly' and figure.breakdown = 'authority' and basis.is_headline and figure.value is not null
)

select
    later.measure_id,
    later.basis,
    cast(later.months_after as integer) as months_after,
    cast(count(*) as integer) as periods,
    cast({{ rounded_ratio('sum(later.value - first_told.value)', 'cast(count(*) as decimal(18, 4))', '1', '4') }} as decimal(18, 4))
        as mean_change,
    cast({{ rounded_ratio('sum(abs(later.value - first_told.value))', 'cast(count(*) as decimal(18, 4))', '1', '4') }} as decimal(18, 4))
        as mean_absolute_change,
    cast(max(abs(later.value - first_told.value)) as decimal(18, 4)) as largest_change
from told as later
inner join told as first_told
    on later.measure_id = first_told.measure_id
    and later.basis = first_told.basis
    and later.period_end = first_told.period_end
    -- Another definition is no late record.
    and later.definition_hash = first_told.definition_hash
    and first_told.months_after = 0
where later.months_after between 1 and 12
group by later.measure_id, later.basis, later.months_after
