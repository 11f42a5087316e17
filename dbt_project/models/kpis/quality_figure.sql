-- Data-quality findings open now, as a measure. Only the extract at hand is known: a period has a figure when the extract is
-- of its last day, else none.
with finding as (
    select team_id, coalesce(worker_id, 'unallocated') as worker_id, rule_id from {{ ref('quality_issue') }}
),

counted as (
    select 'authority' as breakdown, 'all' as breakdown_value, count(*) as findings from finding
    union all
    select 'team', team_id, count(*) from finding group by team_id
    union all
    select 'kind', rule_id, count(*) from finding group by rule_id
)

select
    measure.measure_id,
    basis.frequency,
    basis.basis,
    basis.is_headline,
    counted.breakdown,
    counted.breakdown_value,
    month.month_number,
    {{ month_start("month.month_number - case basis.frequency when 'monthly' then 0 else 2 end") }} as period_start,
    month.month_end as period_end,
    case when month.month_end = night.extract_date then counted.findings end as numerator,
    cast(null as bigint) as denominator,
    case when month.month_end = night.extract_date then counted.findings end as value,
    case when month.month_end = night.extract_date then 'reported' else 'not_supplied' end as value_state,
    'derived' as source
from {{ ref('measure_definition') }} as measure
inner join {{ ref('measure_basis') }} as basis using (measure_id)
cross join {{ ref('month') }} as month
cross join {{ ref('night') }} as night
cross join counted
where measure.measure_id = 'data_quality_alerts'
    and month.is_shown
    and (basis.frequency = 'monthly' or month.month_number % 12 in (2, 5, 8, 11))
