{# The last step of a measure of events: its cases in the one common shape (docs: the case relation).

   `counted` has case_id, child_id, from_on (the date that puts the case in a period), numerator, denominator, and where
   the measure has them team_id (on the event record), category_1, category_2, due_on, done_on.
   The team is the one on the record, else the responsible team on the date; the worker is the allocated one. #}
{% macro event_cases(measure_id, counted='counted', team='null', category_1='null', category_2='null', due_on='null', done_on='null') -%}
select
    '{{ measure_id }}' as measure_id,
    cast(counted.case_id as varchar) as case_id,
    cast(counted.child_id as varchar) as child_id,
    cast(coalesce({{ team }}, timeline.team_id) as varchar) as team_id,
    cast(timeline.worker_id as varchar) as worker_id,
    {{ age_or_unborn('timeline.born_on', 'counted.from_on') }} as age,
    cast({{ category_1 }} as varchar) as category_1,
    cast({{ category_2 }} as varchar) as category_2,
    cast(counted.from_on as date) as from_on,
    cast(null as date) as to_on,
    cast(counted.numerator as decimal(18, 4)) as numerator,
    cast(counted.denominator as decimal(18, 4)) as denominator,
    cast({{ due_on }} as date) as due_on,
    cast({{ done_on }} as date) as done_on
from {{ counted }} as counted
left join {{ ref('child_timeline') }} as timeline
    -- Stretches of a child tile all time, so one matches; an ASOF join would sort the whole timeline for every measure.
    on counted.child_id = timeline.child_id
    and counted.from_on >= timeline.from_on
    and counted.from_on < timeline.to_on
where counted.from_on is not null
{%- endmacro %}

{# The last step of a measure of spells about children: cut where team, worker or age band changes, to_on null while it lasts. #}
{% macro spell_cases(measure_id, counted='counted', category_1='null', category_2='null', due_on='null', done_on='null') -%}
select
    '{{ measure_id }}' as measure_id,
    cast(counted.case_id as varchar) as case_id,
    cast(counted.child_id as varchar) as child_id,
    cast(timeline.team_id as varchar) as team_id,
    cast(timeline.worker_id as varchar) as worker_id,
    {{ age_or_unborn('timeline.born_on', 'greatest(counted.from_on, timeline.from_on)') }} as age,
    cast({{ category_1 }} as varchar) as category_1,
    cast({{ category_2 }} as varchar) as category_2,
    greatest(counted.from_on, coalesce(timeline.from_on, counted.from_on)) as from_on,
    nullif(least(counted.to_on, coalesce(timeline.to_on, counted.to_on)), {{ far_future() }}) as to_on,
    cast(counted.numerator as decimal(18, 4)) as numerator,
    cast(counted.denominator as decimal(18, 4)) as denominator,
    cast({{ due_on }} as date) as due_on,
    cast({{ done_on }} as date) as done_on
from {{ counted }} as counted
left join {{ ref('child_timeline') }} as timeline
    on counted.child_id = timeline.child_id
    and counted.from_on < timeline.to_on
    and timeline.from_on < counted.to_on
where counted.from_on < counted.to_on
{%- endmacro %}

{# The same for spells that are not about a child (a foster household, a worker, a post): nothing to cut by, the team is on the record. #}
{% macro unit_spell_cases(measure_id, counted='counted', team='null', worker='null', category_1='null', category_2='null', due_on='null', done_on='null') -%}
select
    '{{ measure_id }}' as measure_id,
    cast(counted.case_id as varchar) as case_id,
    cast(null as varchar) as child_id,
    cast({{ team }} as varchar) as team_id,
    cast({{ worker }} as varchar) as worker_id,
    cast(null as integer) as age,
    cast({{ category_1 }} as varchar) as category_1,
    cast({{ category_2 }} as varchar) as category_2,
    cast(counted.from_on as date) as from_on,
    cast(nullif(counted.to_on, {{ far_future() }}) as date) as to_on,
    cast(counted.numerator as decimal(18, 4)) as numerator,
    cast(counted.denominator as decimal(18, 4)) as denominator,
    cast({{ due_on }} as date) as due_on,
    cast({{ done_on }} as date) as done_on
from {{ counted }} as counted
where counted.from_on < counted.to_on
{%- endmacro %}
