with gathered as (
    {% for measure_id in case_measures() %}
    select * from {{ ref(measure_id) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    cases.*,
    measure.relation = 'spell' as is_spell,
    coalesce(cases.category_1 <> measure.beside_headline, true) as is_in_headline,
    coalesce(team.locality, 'unallocated') as locality,
    case
        when cases.age < 0 then 'unborn'
        when cases.age is null then 'unknown'
        else coalesce(band.age_band, 'unknown')
    end as age_band,
    coalesce(child.sex, 'unknown') as sex,
    coalesce(child.ethnicity, 'unknown') as ethnicity
from gathered as cases
inner join {{ ref('measure_definition') }} as measure using (measure_id)
cross join {{ ref('night') }} as night
left join {{ ref('org_unit_valid') }} as team
    on cases.team_id = team.team_id and cases.from_on >= team.from_on and cases.from_on < team.to_on
left join {{ ref('child') }} as child on cases.child_id = child.child_id
left join {{ ref('age_bands') }} as band
    on measure.age_bands = band.band_set and cases.age >= band.age_from and cases.age <= band.age_to
-- What was over before the first day any figure looks at, or begins after the as-of date, is in none.
where cases.from_on <= night.as_of
    and case when measure.relation = 'spell' then coalesce(cases.to_on, {{ far_future() }}) else cases.from_on end >= night.horizon_on
