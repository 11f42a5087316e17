{{ config(meta={
    'needs': ['ssd_cla_episodes', 'ssd_legal_status', 'ssd_cla_placement'], 'look_back': 'placement_window'
}) }}

-- Days under V3 or V4 are not care: a placement is open from its first day in care to its last. One that ended on the day it
-- began counts too, and has one status at most.
with in_care as (
    select
        carer.child_id,
        min(greatest(carer.from_on, care.from_on)) as from_on,
        max(least(carer.to_on, care.to_on)) as to_on
    from {{ ref('carer_placement') }} as carer
    inner join {{ ref('time_in_care') }} as care
        on carer.child_id = care.child_id
        and carer.from_on < care.to_on
        and care.from_on < carer.to_on
    where carer.from_on < carer.to_on
    group by carer.child_id, carer.carer_placement_id
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
    select child_id, from_on as on_date, 1 as step from placement
    union all
    select child_id, counts_to_on, -1 from placement
),

counting as (
    select
        child_id,
        on_date as from_on,
        lead(on_date, 1, {{ far_future() }}) over (partition by child_id order by on_date) as to_on,
        sum(sum(step)) over (partition by child_id order by on_date) as placements
    from change
    group by child_id, on_date
),

three_or_more as (
    select
        counting.child_id,
        greatest(counting.from_on, standard.from_on) as from_on,
        least(counting.to_on, standard.to_on) as to_on
    from counting
    inner join {{ ref('standard_in_force') }} as standard
        on standard.parameter = 'placement_count'
        and counting.from_on < standard.to_on
        and standard.from_on < counting.to_on
    where counting.placements >= standard.number
),

joined as (select * from {{ joined_stretches('three_or_more') }}),

care as (select child_id, placement_type, from_on, to_on from {{ ref('child_in_care') }}),

counted as (
    select *, child_id as case_id, 1 as denominator
    from {{ met_and_unmet('care', 'joined') }}
)

{{ spell_cases('cla_three_or_more_placements', category_1='counted.placement_type') }}
