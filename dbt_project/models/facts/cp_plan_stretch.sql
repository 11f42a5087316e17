-- A plan inside or across an earlier one of the child counts from where the earlier ends.
select cp_plan_id, child_id, start_date, conference_date, latest_category, born_on, from_on, to_on
from {{ earliest_counts(ref('cp_plan'), 'cp_plan_id') }}
