-- Toolkits of child protection, with the last plan start each still speaks for.
with toolkit as (
    select child_id, completed_on as started_on, 'neglect_toolkit_look_back_cp' as parameter
    from {{ ref('neglect_toolkit') }}
    where context = 'child_protection'
)

select child_id, started_on as completed_on, due_on as speaks_for_plans_to
from {{ with_due_on('toolkit') }}
