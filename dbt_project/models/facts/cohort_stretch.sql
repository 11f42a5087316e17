-- Each day open to social care once: in care before protection plan, before support as a care leaver, before child-in-need
-- plan or open assessment (conventions 11; children in need leave care leavers out).
with open_work as (
    select child_id, 'cla' as cohort, 1 as rank, from_on, to_on from {{ ref('time_in_care') }}
    union all
    select child_id, 'cp', 2, from_on, to_on from {{ ref('cp_plan_stretch') }}
    union all
    select child_id, 'cin', 4, start_date, coalesce(end_date, {{ far_future() }}) from {{ ref('stg_cin_plan') }}
    union all
    select child_id, 'cin', 4, from_on, to_on from {{ ref('open_assessment_stretch') }}
    union all
    select child_id, 'care leaver', 3, from_on, to_on from {{ ref('care_leaver_support') }}
),

lasting as (select * from open_work where from_on < to_on),

cut as (
    select child_id, from_on from lasting
    union
    select child_id, to_on from lasting
),

stretch as (
    select child_id, from_on, lead(from_on) over (partition by child_id order by from_on) as to_on
    from cut
),

ranked as (
    select stretch.child_id, stretch.from_on, stretch.to_on, arg_min(lasting.cohort, lasting.rank) as cohort
    from stretch
    inner join lasting
        on stretch.child_id = lasting.child_id
        and stretch.from_on >= lasting.from_on
        and stretch.from_on < lasting.to_on
    where stretch.to_on is not null
    group by all
)

select child_id, cohort, from_on, to_on
from ranked
