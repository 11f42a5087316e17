-- Where a child counts as protected or looked after, not as in need.
select child_id, from_on, to_on
from {{ joined_stretches("(select child_id, from_on, to_on from " ~ ref('cp_plan_stretch')
    ~ " union all select child_id, from_on, to_on from " ~ ref('time_in_care') ~ ")") }}
