{# The last step of a measure: its cases in the one common shape (docs: the case relation). Where a case lies is no matter of a
   measure: `kpis.cases` gives it the child's team, worker and age of the day, and cuts spells where they change.

   `counted` has case_id, child_id, from_on (the date that puts the case in a period), numerator, denominator, and where the
   measure has them category_1, category_2, due_on, done_on. A team is given only where the record itself names one. #}
{% macro event_cases(measure_id, counted='counted', team='null', category_1='null', category_2='null', due_on='null', done_on='null') -%}
{{ in_common_shape(measure_id, counted, 'counted.child_id', team, 'null', 'null', category_1, category_2, due_on, done_on) }}
where counted.from_on is not null
{%- endmacro %}

{# The same for spells about children: open from from_on, over on to_on, which is null while they last. #}
{% macro spell_cases(measure_id, counted='counted', category_1='null', category_2='null', due_on='null', done_on='null') -%}
{{ in_common_shape(measure_id, counted, 'counted.child_id', 'null', 'null', 'counted.to_on', category_1, category_2, due_on, done_on) }}
where counted.from_on < counted.to_on
{%- endmacro %}

{# The same for spells that are not about a child (a foster household, a worker, a post): the team is on the record. #}
{% macro unit_spell_cases(measure_id, counted='counted', team='null', worker='null', category_1='null', category_2='null', due_on='null', done_on='null') -%}
{{ in_common_shape(measure_id, counted, 'null', team, worker, 'counted.to_on', category_1, category_2, due_on, done_on) }}
where counted.from_on < counted.to_on
{%- endmacro %}

{% macro in_common_shape(measure_id, counted, child, team, worker, to_on, category_1, category_2, due_on, done_on) -%}
select
    '{{ measure_id }}' as measure_id,
    cast(counted.case_id as varchar) as case_id,
    cast({{ child }} as varchar) as child_id,
    cast({{ team }} as varchar) as team_id,
    cast({{ worker }} as varchar) as worker_id,
    cast({{ category_1 }} as varchar) as category_1,
    cast({{ category_2 }} as varchar) as category_2,
    cast(counted.from_on as date) as from_on,
    cast(nullif({{ to_on }}, {{ far_future() }}) as date) as to_on,
    cast(counted.numerator as decimal(18, 4)) as numerator,
    cast(counted.denominator as decimal(18, 4)) as denominator,
    cast({{ due_on }} as date) as due_on,
    cast({{ done_on }} as date) as done_on
from {{ counted }} as counted
{%- endmacro %}
