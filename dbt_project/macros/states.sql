{# `population` cut where `met` begins and ends, with numerator 1 inside `met` and 0 outside. Both have child_id, from_on and
   to_on; `met` is disjoint per child. #}
{% macro met_and_unmet(population, met) -%}
(
    select *, 0 as numerator from {{ without_days(population, met) }}
    union all
    select *, 1 from {{ on_days_of(population, met) }}
)
{%- endmacro %}

{# Counting window as a state (conventions 21): each row of `relation` holds on for the window after its to_on and ends the
   day the window is over; an event has to_on = from_on. The window in force on the day counts: the state is cut where it changes. #}
{% macro held_for(relation, parameter) -%}
(
    select held.*
    from (
        select
            counted.* replace (
                greatest(counted.from_on, standard.from_on) as from_on,
                least({{ add_interval('counted.to_on', 'standard.number', 'standard.unit') }}, standard.to_on) as to_on
            )
        from {{ relation }} as counted
        inner join {{ ref('standard_in_force') }} as standard on standard.parameter = '{{ parameter }}'
    ) as held
    where held.from_on < held.to_on
)
{%- endmacro %}

{# `relation` cut where the standard changes, with the limit_number and limit_unit in force. #}
{% macro with_standard(relation, parameter) -%}
(
    select
        started.* replace (
            greatest(started.from_on, standard.from_on) as from_on,
            least(started.to_on, standard.to_on) as to_on
        ),
        standard.number as limit_number,
        standard.unit as limit_unit
    from {{ relation }} as started
    inner join {{ ref('standard_in_force') }} as standard
        on standard.parameter = '{{ parameter }}'
        and started.from_on < standard.to_on
        and standard.from_on < started.to_on
)
{%- endmacro %}

{# A flag as the sources write it; anything else, nothing included, is no. #}
{% macro is_yes(flag) %}coalesce(upper({{ flag }}) in ('Y', 'YES', 'TRUE', '1'), false){% endmacro %}
