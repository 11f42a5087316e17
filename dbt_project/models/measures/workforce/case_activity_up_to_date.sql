{{ config(meta={
    'needs': [
        'ssd_cin_assessments', 'ssd_cin_plans', 'ssd_cp_plans', 'ssd_cla_episodes', 'ssd_legal_status',
        'ext_care_leaver_spell or ssd_care_leavers.clea_care_leaver_eligibility (latest)', 'ext_case_activity'
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
        lead(activity_on, 1, {{ far_future() }}) over (partition by child_id order by activity_on) as to_on,
        to_on as next_on
    from (
        select child_id, activity_on from {{ ref('case_activity') }}
        union
        select child_id, from_on from {{ ref('open_child') }}
    )
),

clock as (select *, in_time = 1 and to_on = next_on as is_renewed from {{ in_time_stretches('touch') }}),

-- A child may have activity every few days: stretches renewed in time are one, only the last of them has a due date.
state as (
    select child_id, null as done_on, null as due_on, from_on, to_on, 1 as numerator
    from {{ joined_stretches("(select * from clock where is_renewed)") }}
    union all
    select child_id, done_on, due_on, from_on, to_on, in_time from clock where not is_renewed
),

counted as (
    select *, child_id as case_id, 1 as denominator
    from {{ on_days_of(ref('open_child'), 'state', ['done_on', 'due_on', 'numerator']) }}
)

{{ spell_cases('case_activity_up_to_date', due_on='counted.due_on', done_on='counted.done_on') }}
