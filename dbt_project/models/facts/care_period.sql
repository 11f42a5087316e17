-- A start or an end belongs to a short-break series by the legal status of the first or the last day in care.
with period as (
    select
        period.*,
        coalesce(first_day.legal_status in ('V3', 'V4'), false) as begins_as_short_break,
        coalesce(last_day.legal_status in ('V3', 'V4'), false) as ends_as_short_break
    from {{ ref('period_of_care') }} as period
    left join {{ ref('legal_status_stretch') }} as first_day
        on period.child_id = first_day.child_id
        and period.start_date >= first_day.from_on
        and period.start_date < first_day.to_on
    left join {{ ref('legal_status_stretch') }} as last_day
        on period.child_id = last_day.child_id
        and greatest(coalesce(period.end_date - 1, period.start_date), period.start_date) >= last_day.from_on
        and greatest(coalesce(period.end_date - 1, period.start_date), period.start_date) < last_day.to_on
),

in_order as (
    select
        *,
        coalesce(end_date, {{ far_future() }}) as lasts_to,
        max(case when not ends_as_short_break then coalesce(end_date, {{ far_future() }}) end) over (
            partition by child_id order by start_date, coalesce(end_date, {{ far_future() }}), period_of_care_id
            rows between unbounded preceding and 1 preceding
        ) as covered_to
    from period
),

-- A period that begins on or before the day the earlier ones end continues them, but for short breaks on either side.
followed as (
    select
        *,
        sum(case when covered_to >= start_date and not begins_as_short_break then 0 else 1 end) over (
            partition by child_id order by start_date, lasts_to, period_of_care_id rows unbounded preceding
        ) as run_number
    from in_order
)

select
    period_of_care_id,
    child_id,
    start_date,
    start_reason,
    end_date,
    end_reason,
    first_placement_id,
    last_placement_id,
    begins_as_short_break,
    ends_as_short_break,
    case when covered_to < start_date then covered_to end as previous_period_ended_on,
    min(start_date) over (partition by child_id, run_number) as care_began_on,
    end_date is not null and row_number() over (
        partition by child_id, run_number order by lasts_to desc, start_date desc, period_of_care_id desc
    ) = 1 as ends_care
from followed
