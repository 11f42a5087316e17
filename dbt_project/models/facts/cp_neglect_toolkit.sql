-- Toolkits of child protection, with the last plan start each still speaks for while a limit is in force.
with toolkit as (
    select made.child_id, made.completed_on as started_on, standard.parameter, standard.from_on, standard.to_on
    from {{ ref('neglect_toolkit') }} as made
    inner join {{ ref('standard_in_force') }} as standard on standard.parameter = 'neglect_toolkit_look_back_cp'
    where made.context = 'child_protection'
)

select child_id, started_on as completed_on, due_on as speaks_for_plans_to, from_on, to_on
from {{ with_due_on('toolkit', read_on='from_on') }}
