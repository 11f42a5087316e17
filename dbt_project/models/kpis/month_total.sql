-- Events add in their month. A spell adds in the month it begins and takes away in the month it ends, so that a running
-- sum is the state at each month end; one that begins before the first month is carried into it.
with bounds as (
    select min(month_number) as first_month, max(month_number) as last_month from {{ ref('month') }}
),

dated as (
    select
        cases.*,
        greatest({{ month_number('from_on') }}, case when is_spell then bounds.first_month else 0 end) as enters,
        case when is_spell then coalesce({{ month_number('to_on') }}, bounds.last_month + 1) end as leaves,
        bounds.first_month,
        bounds.last_month
    from {{ ref('cases') }} as cases
    cross join bounds
),

change as (
    select
        measure_id,
        is_in_headline,
        locality,
        coalesce(team_id, 'unallocated') as team,
        age_band,
        sex,
        ethnicity,
        coalesce(category_1, 'unknown') as category_1,
        coalesce(category_2, 'unknown') as category_2,
        case when side.sign = 1 then enters else leaves end as month_number,
        side.sign * numerator as numerator,
        side.sign * denominator as denominator
    from dated
    cross join (values (1), (-1)) as side (sign)
    where (is_spell or side.sign = 1)
        and (not is_spell or enters < leaves)
        and case when side.sign = 1 then enters else leaves end between first_month and last_month
),

summed as (
    select
        measure_id,
        is_in_headline,
        month_number,
        case grouping(locality, team, age_band, sex, ethnicity, category_1, category_2)
            when 127 then 'authority'
            when 63 then 'locality'
            when 95 then 'team'
            when 111 then 'age_band'
            when 119 then 'sex'
            when 123 then 'ethnicity'
            when 125 then 'category_1'
            when 126 then 'category_2'
        end as breakdown,
        coalesce(locality, team, age_band, sex, ethnicity, category_1, category_2, 'all') as breakdown_value,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from change
    group by grouping sets (
        (measure_id, is_in_headline, month_number),
        (measure_id, is_in_headline, month_number, locality),
        (measure_id, is_in_headline, month_number, team),
        (measure_id, is_in_headline, month_number, age_band),
        (measure_id, is_in_headline, month_number, sex),
        (measure_id, is_in_headline, month_number, ethnicity),
        (measure_id, is_in_headline, month_number, category_1),
        (measure_id, is_in_headline, month_number, category_2)
    )
)

select
    summed.measure_id,
    coalesce(own.breakdown, summed.breakdown) as breakdown,
    summed.breakdown_value,
    summed.month_number,
    summed.numerator,
    summed.denominator
from summed
left join {{ ref('measure_breakdown') }} as own
    on summed.measure_id = own.measure_id
    and (summed.breakdown = own.breakdown or summed.breakdown = 'category_' || own.category_number)
where (summed.breakdown = 'authority' or own.breakdown is not null)
    -- What stands beside the headline is a value of the measure's own breakdown and of no other.
    and (summed.is_in_headline or summed.breakdown = 'category_1')
