-- What Annex A's Case Status says of a child on the day of the list; so from then on, as no day of a plan is said, until the next
-- list that has the child. Silent where plans are supplied. Source: returns.md section 2.10.
with reported as (
    select
        child_id,
        "value" as status,
        as_at as from_on,
        lead(as_at, 1, {{ far_future() }}) over (partition by child_id order by as_at, source_return) as to_on
    from {{ ref('reported_history') }}
    where item = 'case_status'
)

select
    child_id,
    case status when 'Child in need plan' then 'on plan' else 'under assessment' end as stage,
    from_on,
    to_on
from reported
where
    status in ('Child in need plan', 'Open assessment')
    and not exists (select 1 from {{ ref('supply') }} where table_name = 'ssd_cin_plans')
