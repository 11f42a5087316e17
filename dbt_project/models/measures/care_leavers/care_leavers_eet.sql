{{ config(meta={
    'needs': ['ext_care_leaver_spell', 'ext_care_leaver_status', 'ssd_cla_episodes', 'ssd_legal_status', 'ssd_person'],
    'age_bands': 'care_leavers'
}) }}

with supported as (
    select support.child_id, support.from_on, least(support.to_on, coalesce(gone.from_on, support.to_on)) as to_on
    from {{ ref('care_leaver_support') }} as support
    left join {{ ref('care_leaver_gone') }} as gone using (child_id)
),

active as (
    select child_id, from_on, to_on
    from {{ ref('care_leaver_status_stretch') }}
    where activity in ('education', 'employment', 'training', 'employment_or_training')
),

state as (
    select child_id, from_on, to_on, 0 as numerator from {{ without_days('supported', 'active') }}
    union all
    select
        supported.child_id,
        greatest(supported.from_on, active.from_on),
        least(supported.to_on, active.to_on),
        1
    from supported
    inner join active
        on supported.child_id = active.child_id
        and supported.from_on < active.to_on
        and active.from_on < supported.to_on
),

counted as (select *, child_id as case_id, 1 as denominator from state)

{{ spell_cases('care_leavers_eet') }}
