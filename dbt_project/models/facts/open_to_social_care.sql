-- The cohorts of cohort_stretch that count as open: care leavers only while children_open_includes_care_leavers is 1.
select child_id, cohort, from_on, to_on
from {{ with_standard(ref('cohort_stretch'), 'children_open_includes_care_leavers') }}
where cohort <> 'care leaver' or limit_number = 1
