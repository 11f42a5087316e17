-- Every unit or value a figure is shown for, zeros included: teams and localities of the pack while they are valid, the
-- age bands, sexes and ethnic groups, and whatever else the cases hold.
with known as (
    select measure_id, 'authority' as breakdown, 'all' as breakdown_value, 0 as from_month, 999999 as to_month
    from {{ ref('measure_definition') }}
    where relation <> 'derived'
    union all
    select measure_breakdown.measure_id, 'team', team.team_id, {{ month_number('team.from_on') }}, {{ month_number('team.to_on - 1') }}
    from {{ ref('measure_breakdown') }} as measure_breakdown
    cross join {{ ref('org_unit_valid') }} as team
    where measure_breakdown.breakdown = 'team'
    union all
    select
        measure_breakdown.measure_id,
        'locality',
        team.locality,
        min({{ month_number('team.from_on') }}),
        max({{ month_number('team.to_on - 1') }})
    from {{ ref('measure_breakdown') }} as measure_breakdown
    cross join {{ ref('org_unit_valid') }} as team
    where measure_breakdown.breakdown = 'locality' and team.locality is not null
    group by measure_breakdown.measure_id, team.locality
    union all
    select measure_breakdown.measure_id, 'age_band', band.age_band, 0, 999999
    from {{ ref('measure_breakdown') }} as measure_breakdown
    inner join {{ ref('measure_definition') }} as measure using (measure_id)
    inner join {{ ref('age_bands') }} as band on measure.age_bands = band.band_set
    where measure_breakdown.breakdown = 'age_band'
    union all
    select measure_breakdown.measure_id, measure_breakdown.breakdown, person.value, 0, 999999
    from {{ ref('measure_breakdown') }} as measure_breakdown
    inner join (
        values
        ('sex', 'female'), ('sex', 'male'), ('sex', 'unknown'),
        ('ethnicity', 'white'), ('ethnicity', 'mixed'), ('ethnicity', 'asian'), ('ethnicity', 'black'),
        ('ethnicity', 'other'), ('ethnicity', 'unknown')
    ) as person (breakdown, value) using (breakdown)
    union all
    select distinct measure_id, breakdown, breakdown_value, 0, 999999
    from {{ ref('month_total') }}
)

-- A number to sort and partition figures by: windows over one integer cost a fifth of those over three texts.
select
    cast(row_number() over (order by measure_id, breakdown, breakdown_value) as integer) as value_number,
    measure_id,
    breakdown,
    breakdown_value,
    min(from_month) as from_month,
    max(to_month) as to_month
from known
-- Measures about measures, and about the data, bring their own values.
where measure_id in (select measure_id from {{ ref('measure_definition') }} where relation <> 'derived')
group by measure_id, breakdown, breakdown_value
