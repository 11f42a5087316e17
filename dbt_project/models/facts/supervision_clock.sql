-- Case supervision of every child open to social care. The clock starts when the case opened (first day of the unbroken
-- time open) and with each supervision; a change of cohort changes the interval, not the clock.
with cohort as (select child_id, cohort, from_on, to_on from {{ ref('open_to_social_care') }}),

open_time as (select * from {{ joined_stretches('cohort') }}),

touch as (
    select child_id, from_on as open_from_on, to_on as open_to_on, from_on as started_on, cast(null as date) as done_on
    from open_time
    union all
    select open_time.child_id, open_time.from_on, open_time.to_on, supervision.supervised_on, supervision.supervised_on
    from open_time
    inner join {{ ref('stg_supervision') }} as supervision
        on open_time.child_id = supervision.child_id
        and supervision.supervised_on >= open_time.from_on
        and supervision.supervised_on < open_time.to_on
),

day as (
    select child_id, open_from_on, open_to_on, started_on, any_value(done_on) as done_on
    from touch
    group by all
),

since as (
    select
        *,
        started_on as from_on,
        lead(started_on, 1, open_to_on) over (partition by child_id, open_from_on order by started_on) as to_on
    from day
),

-- Children in care in a placement meant to last to 18, after its first year, are supervised less often.
permanent as (
    select child_id, from_on, to_on
    from {{ joined_stretches("(select child_id, from_on, to_on from " ~ ref('permanent_placement') ~ ")") }}
),

cohort_cut as (
    select child_id, cohort, from_on, to_on, false as is_permanent from cohort where cohort <> 'cla'
    union all
    select child_id, cohort, from_on, to_on, false
    from {{ without_days("(select * from cohort where cohort = 'cla')", 'permanent') }}
    union all
    select child_id, cohort, from_on, to_on, true
    from {{ on_days_of("(select * from cohort where cohort = 'cla')", 'permanent') }}
),

stretch as (
    select
        *,
        case
            when cohort = 'care leaver' then 'case_supervision_interval_care_leaver'
            when is_permanent then 'case_supervision_interval_cla_permanent'
            else 'case_supervision_interval'
        end as parameter
    from {{ on_days_of('since', 'cohort_cut', ['cohort', 'is_permanent']) }}
)

select child_id, cohort, done_on, due_on, from_on, to_on, in_time
from {{ in_time_stretches('stretch', override_purpose='supervision') }}
