-- The part after permanent_placement_months (a year) of a placement meant to last to 18: so recorded, else by type (U1, U4),
-- else by the care plan (LTFOST18).
with long_term_plan as (
    select child_id, start_date as from_on, coalesce(end_date, {{ far_future() }}) as to_on
    from {{ ref('stg_cla_care_plan') }}
    where {{ is_ticked('options', 'LTFOST18') }}
),

placed as (select * from {{ latest_counts(ref('placement'), 'placement_id') }}),

meant_to_last as (
    select child_id, from_on, to_on
    from placed
    where intended_until_18 = 'Y'
    union all
    select child_id, from_on, to_on
    from {{ on_days_of("(select * from placed where intended_until_18 is null)", 'long_term_plan') }}
),

joined as (select * from {{ joined_stretches('meant_to_last') }})

select child_id, from_on, to_on
from {{ on_days_of('joined', lasting(ref('carer_placement'), 'permanent_placement_months')) }}
