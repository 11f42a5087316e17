select
    change.edition,
    change.measure_id,
    change.case_id,
    change.child_id,
    change.team_id,
    change.reason,
    cast(change.numerator_before as decimal(18, 4)) as numerator_before,
    cast(change.denominator_before as decimal(18, 4)) as denominator_before,
    cast(change.numerator_now as decimal(18, 4)) as numerator_now,
    cast(change.denominator_now as decimal(18, 4)) as denominator_now
from {{ ref('edition_case_change') }} as change
