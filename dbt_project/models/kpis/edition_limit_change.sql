-- What a measure is counted with (its time limits until the end of an edition's period, and the working days in which they are
-- given) and what the edition was made with.
with stated as (
    select edition, 'then' as told, parameter, from_on, value || ' ' || unit as said from {{ source('edition', 'standard') }}
    union all
    select edition.edition, 'now', standard.parameter, standard.from_on, standard.value || ' ' || standard.unit
    from {{ ref('standard_in_force') }} as standard
    cross join (select distinct edition from {{ source('edition', 'standard') }}) as edition
),

-- The same value written once more from a later day is no other limit.
stepped as (
    select stated.edition, stated.told, stated.parameter, stated.from_on, stated.said
    from stated
    inner join {{ source('edition', 'edition') }} as edition using (edition)
    where stated.from_on <= edition.period_end
    qualify stated.said is distinct from
        lag(stated.said) over (partition by stated.edition, stated.told, stated.parameter order by stated.from_on)
),

other_limit as (
    select edition, parameter
    from stepped
    group by edition, parameter
    having string_agg(from_on || ' ' || said, ', ' order by from_on) filter (where told = 'then')
        is distinct from string_agg(from_on || ' ' || said, ', ' order by from_on) filter (where told = 'now')
),

other as (
    select edition, parameter from other_limit
    union all
    select edition.edition, standard.parameter
    from {{ source('edition', 'edition') }} as edition
    inner join {{ ref('edition_period') }} as now
        on edition.edition = now.edition and edition.bank_holidays <> now.bank_holidays
    cross join (select distinct parameter from {{ ref('standard_in_force') }} where unit = 'working_days') as standard
)

select distinct other.edition, unnest(string_split(catalogue.used_by, '|')) as measure_id
from other
inner join {{ ref('standards') }} as catalogue using (parameter)
