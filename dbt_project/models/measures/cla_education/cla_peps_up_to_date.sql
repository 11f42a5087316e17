{{ config(meta={
    'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ext_pep', 'ssd_person'],
    'requirement': 'Personal education plan', 'action': 'Complete the personal education plan'
}) }}

-- Children inside their first days in care, whose first plan is not due yet, are left out.
with long_enough as (
    select child_id, started_on as care_from_on, due_on as owed_from_on
    from {{ with_due_on("(select child_id, from_on as started_on, 'pep_first_days' as parameter from "
        ~ ref('time_in_care') ~ ")") }}
),

counted as (
    select
        pupil.child_id as case_id,
        pupil.child_id,
        pupil.phase,
        pupil.sen_status,
        clock.done_on,
        clock.due_on,
        greatest(pupil.from_on, clock.from_on, long_enough.owed_from_on) as from_on,
        least(pupil.to_on, clock.to_on) as to_on,
        clock.in_time as numerator,
        1 as denominator
    from {{ ref('cla_pupil') }} as pupil
    inner join long_enough using (child_id, care_from_on)
    inner join {{ ref('pep_clock') }} as clock
        on pupil.child_id = clock.child_id
        and pupil.from_on < clock.to_on
        and clock.from_on < pupil.to_on
)

{{ spell_cases('cla_peps_up_to_date', category_1='counted.phase', category_2='counted.sen_status',
    due_on='counted.due_on', done_on='counted.done_on') }}
