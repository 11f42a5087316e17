{{ config(meta={
    'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_cla_placement'], 'look_back': 'placement_window'
}) }}

-- Days under V3 or V4 are not care: a placement is open from its first day in care to its last. One that ended on the day it
-- began counts too, and has one status at most.
with in_care as (
    select child_id, min(from_on) as from_on, max(to_on) as to_on
    from {{ on_days_of("(select * from " ~ ref('carer_placement') ~ " where from_on < to_on)", ref('time_in_care')) }}
    group by child_id, carer_placement_id
    union all
    select carer.child_id, carer.from_on, carer.to_on
    from {{ ref('carer_placement') }} as carer
    left join {{ ref('legal_status_stretch') }} as status
        on carer.child_id = status.child_id
        and carer.from_on >= status.from_on
        and carer.from_on < status.to_on
    where carer.from_on = carer.to_on and coalesce(status.legal_status, '') not in ('V3', 'V4')
),

-- A placement counts from its start until the window after its end has passed.
placement as (
    select child_id, from_on, to_on as counts_to_on
    from {{ held_for('in_care', 'placement_window') }}
),

change as (
    select child_id, from_on, 1 as step from placement
    union all
    select child_id, counts_to_on, -1 from placement
),

counting as (
    select
        child_id,
        from_on,
        lead(from_on, 1, {{ far_future() }}) over (partition by child_id order by from_on) as to_on,
        sum(sum(step)) over (partition by child_id order by from_on) as placements
    from change
    group by child_id, from_on
),

three_or_more as (
    select child_id, from_on, to_on
    from {{ with_standard('counting', 'placement_count') }}
    where placements >= limit_number
),

joined as (select * from {{ joined_stretches('three_or_more') }}),

care as (select child_id, placement_type, from_on, to_on from {{ ref('child_in_care') }}),

counted as (
    select *, child_id as case_id, 1 as denominator
    from {{ met_and_unmet('care', 'joined') }}
)

{{ spell_cases('cla_three_or_more_placements', category_1='counted.placement_type') }}
