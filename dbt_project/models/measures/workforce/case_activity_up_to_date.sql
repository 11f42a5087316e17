{{ config(meta={
    'needs': [
        'ssd_cin_assessments', 'ssd_cin_plans', 'ssd_cp_plans', 'ssd_cla_episodes', 'ssd_legal_status',
        'ext_care_leaver_spell', 'ext_case_activity'
    ],
    'look_back': 'case_activity_window',
    'requirement': 'Activity on the case file', 'action': 'Work on the case and record it'
}) }}

-- Opening the case is activity too.
with touch as (
    select
        child_id,
        activity_on as done_on,
        activity_on as started_on,
        'case_activity_window' as parameter,
        activity_on as from_on,
        lead(activity_on, 1, {{ far_future() }}) over (partition by child_id order by activity_on) as to_on
    from (
        select child_id, activity_on from {{ ref('case_activity') }}
        union
        select child_id, from_on from {{ ref('open_child') }}
    )
),

counted as (
    select
        open_child.child_id as case_id,
        open_child.child_id,
        clock.done_on,
        clock.due_on,
        greatest(open_child.from_on, clock.from_on) as from_on,
        least(open_child.to_on, clock.to_on) as to_on,
        clock.in_time as numerator,
        1 as denominator
    from {{ ref('open_child') }} as open_child
    inner join {{ in_time_stretches('touch') }} as clock
        on open_child.child_id = clock.child_id
        and open_child.from_on < clock.to_on
        and clock.from_on < open_child.to_on
)

{{ spell_cases('case_activity_up_to_date', due_on='counted.due_on', done_on='counted.done_on') }}
