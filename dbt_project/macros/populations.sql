{# The part of each stretch from the day it has lasted the limit of `parameter` (at least n: the exact day counts), counted
   from `started_on`. The limit in force on the day counts: the stretch is cut where it changes. #}
{% macro lasting(relation, parameter, started_on='from_on') -%}
(
    select *
    from (
        select
            begun.* exclude (counted_from_on, limit_number, limit_unit) replace (
                greatest(
                    begun.from_on,
                    case
                        when begun.limit_unit = 'working_days' then reached_day.date_day
                        else {{ add_interval('begun.counted_from_on', 'begun.limit_number', 'begun.limit_unit') }}
                    end
                ) as from_on
            )
        from {{ with_standard('(select *, ' ~ started_on ~ ' as counted_from_on from ' ~ relation ~ ')', parameter) }} as begun
        left join {{ ref('working_day_calendar') }} as start_day
            on begun.counted_from_on = start_day.date_day
        left join {{ ref('working_day') }} as reached_day
            {# One expression: a condition on the left side alone makes a LEFT JOIN compare every pair of rows. #}
            on reached_day.working_day_number = case
                when begun.limit_unit = 'working_days' then start_day.working_day_number + cast(begun.limit_number as integer)
            end
    )
    where from_on < to_on
)
{%- endmacro %}

{# The part of each stretch in which the child's age lies between two limits, both ages included (conventions 10); a child
   without a birth date is in none. Either limit may be left out; the one in force on the day counts. #}
{% macro of_age(relation, youngest=none, oldest=none) -%}
(
    select *
    from (
        select person.* replace (
            greatest(
                person.from_on
                {% if youngest %}, youngest.from_on, {{ birthday('child.birth_date', 'cast(youngest.number as integer)') }}{% endif %}
                {% if oldest %}, oldest.from_on{% endif %}
            ) as from_on,
            least(
                person.to_on
                {% if youngest %}, youngest.to_on{% endif %}
                {% if oldest %}, oldest.to_on, {{ birthday('child.birth_date', 'cast(oldest.number as integer) + 1') }}{% endif %}
            ) as to_on
        )
        from {{ relation }} as person
        inner join {{ ref('child') }} as child
            on person.child_id = child.child_id and child.birth_date is not null
        {% if youngest %}
        inner join {{ ref('standard_in_force') }} as youngest on youngest.parameter = '{{ youngest }}'
        {% endif %}
        {% if oldest %}
        inner join {{ ref('standard_in_force') }} as oldest on oldest.parameter = '{{ oldest }}'
        {% endif %}
    )
    where from_on < to_on
)
{%- endmacro %}

{# `population` cut where what was last done goes out of date, with done_on, due_on and in_time (1 up to and including
   due_on). `events` has child_id and done_on; nothing done yet is out of date, and there is no first interval of grace. #}
{% macro up_to_date(population, events, parameter) -%}
(
    with done as (
        select child_id, done_on, coalesce(done_on, {{ far_past() }}) as from_on from {{ events }}
        union all
        select child_id, null, {{ far_past() }} from {{ population }}
    ),
    touch as (
        select
            *,
            done_on as started_on,
            '{{ parameter }}' as parameter,
            lead(from_on, 1, {{ far_future() }}) over (partition by child_id order by from_on) as to_on
        from done
    )
    select * from {{ on_days_of(population, in_time_stretches('touch'), ['done_on', 'due_on', 'in_time']) }}
)
{%- endmacro %}

{# Whether a key of an outcome object is ticked: flags come as Y, as true or as 1 (landing contract). #}
{% macro is_ticked(object, key) %}coalesce(upper(json_extract_string({{ object }}, '$.{{ key }}')) in ('Y', 'YES', 'TRUE', '1'), false){% endmacro %}

{# Neglect is the category of abuse, or one of several that are named; Multiple without detail does not say so. #}
{% macro includes_neglect(category) %}coalesce({{ category }} = 'NEG' or ({{ category }} ilike 'multiple%' and {{ category }} ilike '%neglect%'), false){% endmacro %}

{# How many children each worker holds at once, cut whenever the number or the worker's team changes; while there is one. `held`:
   worker_id, from_on, to_on, one row for each child held. #}
{% macro caseloads(held) -%}
(
    with change as (
        select worker_id, from_on, 1 as step from {{ held }}
        union all
        select worker_id, to_on, -1 from {{ held }}
    ),
    load as (
        select
            worker_id,
            from_on,
            lead(from_on, 1, {{ far_future() }}) over (partition by worker_id order by from_on) as to_on,
            cast(sum(sum(step)) over (partition by worker_id order by from_on) as integer) as children
        from change
        group by worker_id, from_on
        having sum(step) <> 0
    )
    select
        load.worker_id,
        team.team_id,
        load.children,
        greatest(load.from_on, coalesce(team.from_on, load.from_on)) as from_on,
        least(load.to_on, coalesce(team.to_on, load.to_on)) as to_on
    from load
    left join {{ ref('worker_team') }} as team
        on load.worker_id = team.worker_id
        and load.from_on < team.to_on
        and team.from_on < load.to_on
    where load.children > 0
)
{%- endmacro %}
