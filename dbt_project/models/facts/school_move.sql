-- Moves to another school in the school year, made while looked after. Not moves: the first school, one whose forerunner was
-- left by 1 September (over the summer) or never open, and the ordinary change of phase.
with spell as (
    select
        child_id,
        school_id,
        is_phase_transfer,
        started_on as moved_on,
        make_date(cast(year(started_on) - case when month(started_on) < 9 then 1 else 0 end as bigint), 9, 1) as academic_year_from,
        lag(school_id) over by_child as previous_school_id,
        lag(started_on) over by_child as previous_from_on,
        lag(coalesce(ended_on, {{ far_future() }})) over by_child as previous_to_on
    from {{ ref('stg_school_spell') }}
    window by_child as (partition by child_id order by started_on, school_spell_id)
)

select spell.child_id, spell.moved_on, spell.academic_year_from
from spell
inner join {{ ref('time_in_care') }} as care
    on spell.child_id = care.child_id
    and spell.moved_on >= care.from_on
    and spell.moved_on < care.to_on
where spell.previous_school_id <> spell.school_id
    and spell.previous_to_on > greatest(spell.academic_year_from, spell.previous_from_on)
    and spell.moved_on > spell.academic_year_from
    and coalesce(spell.is_phase_transfer, 'N') <> 'Y'
