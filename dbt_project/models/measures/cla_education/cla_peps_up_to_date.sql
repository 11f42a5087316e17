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

pupil as (
    select
        pupil.child_id,
        pupil.phase,
        pupil.sen_status,
        greatest(pupil.from_on, long_enough.owed_from_on) as from_on,
        pupil.to_on
    from {{ ref('cla_pupil') }} as pupil
    inner join long_enough using (child_id, care_from_on)
    where pupil.to_on > long_enough.owed_from_on
),

plan as (
    select
        child_id,
        max(due_on) as due_on,
        done_on,
        done_on as from_on,
        least(max(due_on) + 1, lead(done_on, 1, {{ far_future() }}) over (partition by child_id order by done_on)) as to_on
    from {{ ref('pep') }}
    group by child_id, done_on
),

counted as (
    select *, child_id as case_id, 1 as denominator
    from {{ met_and_unmet('pupil', 'plan') }}
)

{{ spell_cases('cla_peps_up_to_date', category_1='counted.phase', category_2='counted.sen_status') }}
