{{ config(meta={
    'needs': ['ext_care_leaver_spell or ssd_care_leavers (latest)', 'ext_pathway_plan or ssd_care_leavers.clea_pathway_plan_review_date (latest)', 'ssd_cla_episodes', 'ssd_legal_status', 'ssd_person'],
    'look_back': 'pathway_plan_interval', 'age_bands': 'care_leavers',
    'requirement': 'Pathway plan review', 'action': 'Review the pathway plan'
}) }}

-- Nobody has a first interval: without a plan a person is not in time from the first day.
with touch as (
    select
        child_id,
        done_on,
        done_on as started_on,
        'pathway_plan_interval' as parameter,
        coalesce(done_on, {{ far_past() }}) as from_on,
        lead(done_on, 1, {{ far_future() }}) over (partition by child_id order by coalesce(done_on, {{ far_past() }})) as to_on
    from (
        select child_id, done_on from {{ ref('pathway_plan') }}
        union
        select child_id, null from {{ ref('care_leaver_support') }}
    )
),

counted as (
    select
        support.child_id as case_id,
        support.child_id,
        clock.done_on,
        clock.due_on,
        greatest(support.from_on, clock.from_on) as from_on,
        least(support.to_on, clock.to_on) as to_on,
        clock.in_time as numerator,
        1 as denominator
    from {{ ref('care_leaver_support') }} as support
    inner join {{ in_time_stretches('touch') }} as clock
        on support.child_id = clock.child_id
        and support.from_on < clock.to_on
        and clock.from_on < support.to_on
)

{{ spell_cases('care_leaver_pathway_plans_up_to_date', due_on='counted.due_on', done_on='counted.done_on') }}
