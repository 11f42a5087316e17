-- What Annex A's Case Status says of a child on the day of the list; open from then on, as no day of a plan is said. Silent where
-- plans are supplied. Source: returns.md section 2.10.
select
    reported.child_id,
    case reported."value" when 'Child in need plan' then 'on plan' else 'under assessment' end as stage,
    reported.as_at as from_on,
    {{ far_future() }} as to_on
from {{ ref('reported_history') }} as reported
where
    reported.item = 'case_status'
    and reported."value" in ('Child in need plan', 'Open assessment')
    and not exists (select 1 from {{ ref('supply') }} where table_name = 'ssd_cin_plans')
