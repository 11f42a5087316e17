-- Children looked after, cut by academic year (from 1 September) and by school: age on the 31 August before the year, the
-- school of the time, and special needs from the school's record, else from the child's.
with year as (
    select make_date(cast(range as bigint), 9, 1) as from_on, make_date(cast(range as bigint) + 1, 9, 1) as to_on
    from range(1990, 2061)
),

in_year as (
    select
        care.child_id,
        care.from_on as care_from_on,
        year.from_on as academic_year_from,
        {{ age_on('person.birth_date', 'cast(year.from_on - 1 as date)') }} as age_in_august,
        person.has_ehc_plan,
        greatest(care.from_on, year.from_on) as from_on,
        least(care.to_on, year.to_on) as to_on
    from {{ ref('time_in_care') }} as care
    inner join year on care.from_on < year.to_on and year.from_on < care.to_on
    inner join {{ ref('stg_person') }} as person using (child_id)
    where {{ age_on('person.birth_date', 'cast(year.from_on - 1 as date)') }} between 3 and 17
)

select
    child_id,
    care_from_on,
    academic_year_from,
    age_in_august,
    cast(null as varchar) as school_spell_id,
    cast(null as varchar) as phase,
    cast(null as varchar) as in_county,
    case when has_ehc_plan = 'Y' then 'ehcp' else 'unknown' end as sen_status,
    from_on,
    to_on
from {{ without_days('in_year', ref('school_spell')) }}
union all
select
    child_id,
    care_from_on,
    academic_year_from,
    age_in_august,
    school_spell_id,
    phase,
    in_county,
    coalesce(sen_status, case when has_ehc_plan = 'Y' then 'ehcp' else 'unknown' end),
    from_on,
    to_on
from {{ on_days_of('in_year', ref('school_spell'), ['school_spell_id', 'phase', 'in_county', 'sen_status']) }}
