-- An exception list is the cases of its headline that are not met, on the as-of date.
with red as (
    select measure_id, count(*) as cases from {{ ref('requirement') }} where light = 'red' group by measure_id
),

not_met as (
    select cases.measure_id, sum(case measure.polarity when 'lower_is_better' then cases.numerator else cases.denominator - cases.numerator end) as cases
    from {{ ref('cases') }} as cases
    inner join {{ ref('measure_definition') }} as measure using (measure_id)
    inner join {{ ref('measure_supply') }} as supply using (measure_id)
    cross join {{ ref('night') }} as night
    where measure.requirement is not null
        and supply.is_supplied
        and cases.is_spell
        and cases.from_on <= night.as_of
        and coalesce(cases.to_on, {{ far_future() }}) > night.as_of
    group by cases.measure_id
)

select coalesce(red.measure_id, not_met.measure_id) as measure_id
from red
full join not_met using (measure_id)
where coalesce(red.cases, 0) <> coalesce(not_met.cases, 0)
