-- Rows with the same carer and address in a row are one placement. It ends when the next one begins, whether or not its
-- last row was closed.
with numbered as (
    select
        *,
        sum(case when is_new_placement then 1 else 0 end) over (
            partition by child_id, period_of_care_id order by from_on, to_on, placement_id rows unbounded preceding
        ) as placement_number
    from {{ ref('placement') }}
),

joined as (
    select
        child_id,
        arg_min(placement_id, (from_on, to_on, placement_id)) as carer_placement_id,
        min(from_on) as from_on,
        max(to_on) as to_on
    from numbered
    group by child_id, period_of_care_id, placement_number
)

select
    child_id,
    carer_placement_id,
    from_on,
    least(to_on, lead(from_on, 1, to_on) over (partition by child_id order by from_on, to_on, carer_placement_id)) as to_on
from joined
