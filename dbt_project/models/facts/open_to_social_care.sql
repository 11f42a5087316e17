-- Each day open to social care once: in care before protection plan, before support as a care leaver, before child-in-need
-- plan or open assessment (conventions 11; children in need leave care leavers out). Care leavers count as such only while
-- children_open_includes_care_leavers is 1.
with open_work as (
    select child_id, 'cla' as cohort, from_on, to_on from {{ ref('time_in_care') }}
    union all
    select child_id, 'cp', from_on, to_on from {{ ref('cp_plan_stretch') }}
    union all
    select child_id, 'cin', start_date, coalesce(end_date, {{ far_future() }}) from {{ ref('stg_cin_plan') }}
    union all
    select child_id, 'cin', from_on, to_on from {{ ref('open_assessment_stretch') }}
    union all
    select child_id, 'cin', from_on, to_on from {{ ref('need_as_reported') }}
    union all
    select child_id, 'care leaver', from_on, to_on
    from {{ with_standard(ref('care_leaver_support'), 'children_open_includes_care_leavers') }}
    where limit_number = 1
)

select
    stretch.child_id,
    arg_min(open_work.cohort, list_position(['cla', 'cp', 'care leaver', 'cin'], open_work.cohort)) as cohort,
    stretch.from_on,
    stretch.to_on
from {{ pieces('open_work') }} as stretch
inner join open_work
    on stretch.child_id = open_work.child_id
    and stretch.from_on >= open_work.from_on
    and stretch.from_on < open_work.to_on
group by stretch.child_id, stretch.from_on, stretch.to_on
