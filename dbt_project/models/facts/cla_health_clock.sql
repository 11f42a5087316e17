-- Health assessments of a child from one to the next, cut at the fifth birthday, where the interval changes.
with assessment as (
    select child_id, done_on as check_date
    from {{ ref('health_check') }}
    where check_type = 'Health Assessment'
),

touch as (
    select
        child_id,
        check_date as done_on,
        check_date as from_on,
        lead(check_date, 1, {{ far_future() }}) over (partition by child_id order by check_date) as to_on
    from assessment
    union all
    select child_id, null, {{ far_past() }}, coalesce(min(check_date), {{ far_future() }})
    from {{ ref('time_in_care') }}
    left join assessment using (child_id)
    group by child_id
),

aged as (
    select
        touch.*,
        coalesce({{ birthday('child.birth_date', 5) }}, {{ far_past() }}) as fifth_birthday
    from touch
    left join {{ ref('child') }} as child using (child_id)
),

stretch as (
    select
        child_id as case_id,
        child_id,
        done_on,
        done_on as started_on,
        side.parameter,
        side.from_on,
        side.to_on
    from aged,
        lateral (
            values
            ('cla_health_interval_under_5', aged.from_on, least(aged.to_on, aged.fifth_birthday)),
            ('cla_health_interval_5_plus', greatest(aged.from_on, aged.fifth_birthday), aged.to_on)
        ) as side (parameter, from_on, to_on)
)

select child_id, done_on, due_on, from_on, to_on, in_time
from {{ in_time_stretches('stretch') }}
