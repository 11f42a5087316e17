-- Moves to another school in the school year, made while looked after. Not moves: the first school, one whose forerunner was
-- left by 1 September (over the summer), and the ordinary change of phase.
with spell as (
    select
        child_id,
        school_id,
        is_phase_transfer,
        from_on as moved_on,
        make_date(cast(year(from_on) - case when month(from_on) < 9 then 1 else 0 end as bigint), 9, 1) as academic_year_from,
        lag(school_id) over by_child as previous_school_id,
        lag(to_on) over by_child as previous_to_on
    from {{ ref('school_spell') }}
    window by_child as (partition by child_id order by from_on)
)

select spell.child_id, spell.moved_on, spell.academic_year_from
from spell
inner join {{ ref('time_in_care') }} as care
    on spell.child_id = care.child_id
    and spell.moved_on >= care.from_on
    and spell.moved_on < care.to_on
where spell.previous_school_id <> spell.school_id
    and spell.previous_to_on > spell.academic_year_from
    and coalesce(spell.is_phase_transfer, 'N') <> 'Y'
