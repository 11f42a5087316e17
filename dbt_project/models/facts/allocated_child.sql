-- Children open to social care, cut where they gain or lose an allocated social worker; a care leaver may have a personal
-- adviser instead.
with allocated as (select * from {{ joined_stretches("(select child_id, from_on, to_on from " ~ ref('allocation')
    ~ " where role = 'allocated_social_worker')") }}),

allocated_or_advised as (select * from {{ joined_stretches("(select child_id, from_on, to_on from " ~ ref('allocation') ~ ")") }}),

child as (select child_id, from_on, to_on from {{ ref('open_to_social_care') }} where cohort <> 'care leaver'),

care_leaver as (select child_id, from_on, to_on from {{ ref('open_to_social_care') }} where cohort = 'care leaver')

select child_id, from_on, to_on, numerator = 1 as is_allocated
from {{ met_and_unmet('child', 'allocated') }}
union all
select child_id, from_on, to_on, numerator = 1
from {{ met_and_unmet('care_leaver', 'allocated_or_advised') }}
