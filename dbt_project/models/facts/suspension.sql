-- Suspensions that began while the child was looked after.
select
    suspension.child_id,
    suspension.suspended_on,
    make_date(
        cast(year(suspension.suspended_on) - case when month(suspension.suspended_on) < 9 then 1 else 0 end as bigint), 9, 1
    ) as academic_year_from
from {{ ref('stg_suspension') }} as suspension
inner join {{ ref('time_in_care') }} as care
    on suspension.child_id = care.child_id
    and suspension.suspended_on >= care.from_on
    and suspension.suspended_on < care.to_on
