-- Time in care cut where legal status or placement changes: what every measure of children in care counts. Of several
-- placements open on a day it is the one that started last.
with placement as (
    select child_id, placement_id, placement_type, from_on, to_on
    from {{ latest_counts(ref('placement'), 'placement_id') }}
),

cut as (
    select child_id, from_on as cut_on from {{ ref('legal_status_stretch') }}
    union all
    select child_id, to_on from {{ ref('legal_status_stretch') }}
    union all
    select child_id, from_on from placement
    union all
    select child_id, to_on from placement
),

piece as (
    select
        child_id,
        care_from_on,
        cut_on as from_on,
        lead(cut_on, 1, care_to_on) over (partition by child_id, care_from_on order by cut_on) as to_on
    from (
        select child_id, from_on as care_from_on, to_on as care_to_on, from_on as cut_on from {{ ref('time_in_care') }}
        union
        select care.child_id, care.from_on, care.to_on, cut.cut_on
        from {{ ref('time_in_care') }} as care
        inner join cut
            on care.child_id = cut.child_id and cut.cut_on > care.from_on and cut.cut_on < care.to_on
    )
)

select
    piece.child_id,
    piece.care_from_on,
    status.legal_status,
    placement.placement_id,
    placement.placement_type,
    piece.from_on,
    piece.to_on
from piece
left join {{ ref('legal_status_stretch') }} as status
    on piece.child_id = status.child_id and piece.from_on >= status.from_on and piece.from_on < status.to_on
left join placement
    on piece.child_id = placement.child_id and piece.from_on >= placement.from_on and piece.from_on < placement.to_on
