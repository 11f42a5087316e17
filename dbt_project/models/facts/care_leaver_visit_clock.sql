-- The interval is that of the person's age on the day: stretches are cut at the 21st birthday.
with aged as (
    select seen.*, coalesce({{ birthday('child.birth_date', 21) }}, {{ far_future() }}) as turns_21_on
    from {{ ref('care_leaver_seen') }} as seen
    left join {{ ref('child') }} as child using (child_id)
),

stretch as (
    select aged.child_id, aged.done_on, aged.started_on, side.parameter, side.from_on, side.to_on
    from aged,
        lateral (
            values
            ('care_leaver_visit_interval_under_21', aged.from_on, least(aged.to_on, aged.turns_21_on)),
            ('care_leaver_visit_interval_21_plus', greatest(aged.from_on, aged.turns_21_on), aged.to_on)
        ) as side (parameter, from_on, to_on)
)

select child_id, done_on, due_on, from_on, to_on, in_time
from {{ in_time_stretches('stretch', override_purpose='care_leaver_visit') }}
