-- Maximum and mode cannot be summed: they are taken over the cases open at each month end.
with open_case as (
    select
        cases.measure_id,
        measure.statistic,
        month.month_number,
        part.breakdown,
        part.breakdown_value,
        cases.numerator,
        cases.denominator
    from {{ ref('cases') }} as cases
    inner join {{ ref('measure_definition') }} as measure using (measure_id)
    inner join {{ ref('month') }} as month
        on cases.from_on <= month.month_end and coalesce(cases.to_on, {{ far_future() }}) > month.month_end,
        lateral (
            values
            ('authority', 'all'),
            ('locality', cases.locality),
            ('team', coalesce(cases.team_id, 'unallocated')),
            ('category_1', coalesce(cases.category_1, 'unknown'))
        ) as part (breakdown, breakdown_value)
    where measure.statistic in ('maximum', 'mode')
),

named as (
    select open_case.* replace (coalesce(own.breakdown, open_case.breakdown) as breakdown)
    from open_case
    left join {{ ref('measure_breakdown') }} as own
        on open_case.measure_id = own.measure_id
        and (open_case.breakdown = own.breakdown or open_case.breakdown = 'category_' || own.category_number)
    where open_case.breakdown = 'authority' or own.breakdown is not null
),

-- The case with the highest share of its own denominator, compared in whole numbers.
highest as (
    select
        measure_id,
        breakdown,
        breakdown_value,
        month_number,
        arg_max(numerator, (cast(numerator * 10000 as hugeint) * 1000000 // cast(denominator * 10000 as hugeint), numerator)) as numerator,
        arg_max(denominator, (cast(numerator * 10000 as hugeint) * 1000000 // cast(denominator * 10000 as hugeint), numerator)) as denominator
    from named
    where statistic = 'maximum' and denominator > 0
    group by all
),

grouped as (
    select measure_id, breakdown, breakdown_value, month_number, numerator, count(*) as cases
    from named
    where statistic = 'mode'
    group by all
),

-- The value most cases share, ties to the higher; the denominator says how many share it.
commonest as (
    select
        measure_id,
        breakdown,
        breakdown_value,
        month_number,
        arg_max(numerator, (cases, numerator)) as numerator,
        max(cases) as denominator
    from grouped
    group by all
)

select * from highest
union all
select * from commonest
