-- The care plan stands in where no permanence plans are supplied; it knows of returns home only.
with agreed as (
    select child_id, plan, agreed_on as from_on, coalesce(ended_on, {{ far_future() }}) as to_on
    from {{ ref('stg_permanence_plan') }}
    union all
    select child_id, 'return_home', from_on, to_on
    from {{ ref('care_plan') }}
    where plans_return
        and not exists (select 1 from {{ ref('stg_supply') }} where table_name = 'ext_permanence_plan')
),

guardianship as (select * from {{ joined_stretches("(select * from agreed where plan = 'special_guardianship')") }}),

return_home as (select * from {{ joined_stretches("(select * from agreed where plan = 'return_home')") }})

select child_id, 'special guardianship' as kind, from_on, to_on
from guardianship
union all
select child_id, 'return home', from_on, to_on
from {{ without_days('return_home', 'guardianship') }}
