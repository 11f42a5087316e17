-- Where each case lies: once for all measures, because one hash table of the timeline to each took 10 GB in a whole council.
-- An event is looked at as a spell of its one day. Kept before it is placed: what hangs on a union runs on one core (17 s against 10).
with counted as materialized (
    select
        counted_case.*,
        measure.relation = 'spell' as is_spell,
        measure.beside_headline,
        measure.age_bands,
        night.horizon_on,
        night.as_of,
        case
            when measure.relation = 'spell' then coalesce(counted_case.to_on, {{ far_future() }})
            else counted_case.from_on + 1
        end as until_on
    from {{ ref('counted_case') }} as counted_case
    inner join {{ ref('measure_definition') }} as measure using (measure_id)
    inner join {{ ref('night') }} as night on counted_case.from_on <= night.as_of
    -- What was over before the first day any figure looks at is in none.
    where until_on > night.horizon_on
),

-- The team and the worker are those on the record, else the child's own on the day. Spells about a child are cut where they or
-- the age band change.
placed as (
    select
        counted.* replace (
            coalesce(counted.team_id, timeline.team_id) as team_id,
            coalesce(counted.worker_id, timeline.worker_id) as worker_id,
            case
                when counted.is_spell then greatest(counted.from_on, coalesce(timeline.from_on, counted.from_on))
                else counted.from_on
            end as from_on,
            case
                when counted.is_spell
                    then nullif(least(counted.until_on, coalesce(timeline.to_on, counted.until_on)), {{ far_future() }})
            end as to_on
        ),
        timeline.born_on
    from counted
    -- Stretches of a child tile all time.
    left join {{ ref('child_timeline') }} as timeline
        on counted.child_id = timeline.child_id
        and counted.from_on < timeline.to_on
        and timeline.from_on < counted.until_on
        and counted.horizon_on < timeline.to_on
        and timeline.from_on <= counted.as_of
),

cases as (
    select *, {{ age_or_unborn('born_on', 'from_on') }} as age
    from placed
)

select
    cases.measure_id,
    cases.case_id,
    cases.child_id,
    cases.team_id,
    cases.worker_id,
    cases.age,
    cases.category_1,
    cases.category_2,
    cases.from_on,
    cases.to_on,
    cases.numerator,
    cases.denominator,
    cases.due_on,
    cases.done_on,
    cases.is_spell,
    coalesce(cases.category_1 <> cases.beside_headline, true) as is_in_headline,
    coalesce(team.locality, 'unallocated') as locality,
    case
        when cases.age < 0 then 'unborn'
        when cases.age is null then 'unknown'
        else coalesce(band.age_band, 'unknown')
    end as age_band,
    coalesce(child.sex, 'unknown') as sex,
    coalesce(child.ethnicity, 'unknown') as ethnicity
from cases
left join {{ ref('org_unit_valid') }} as team
    on cases.team_id = team.team_id and cases.from_on >= team.from_on and cases.from_on < team.to_on
left join {{ ref('child') }} as child on cases.child_id = child.child_id
left join {{ ref('age_bands') }} as band
    on cases.age_bands = band.band_set and cases.age >= band.age_from and cases.age <= band.age_to
