-- Rows with the same carer and address in a row are one placement.
select
    child_id,
    arg_min(placement_id, (from_on, placement_id)) as carer_placement_id,
    min(from_on) as from_on,
    max(to_on) as to_on
from (
    select
        *,
        sum(case when is_new_placement then 1 else 0 end) over (
            partition by child_id order by from_on, placement_id rows unbounded preceding
        ) as placement_number
    from {{ ref('placement') }}
)
group by child_id, placement_number
