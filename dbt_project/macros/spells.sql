{# State of a recurring requirement, as stretches in time and stretches overdue.

   `touches` is a relation with columns: case_id, child_id, done_on (last done; null = nothing done yet), started_on
   (the day the clock starts; null = never done and overdue from the first day), parameter (the limit), from_on and to_on
   (the stretch in which this touch is the last one; to_on is exclusive, far_future while it lasts); others are passed on.
   A limit that changes cuts the stretch (conventions 9); an interval agreed for one child (`override_purpose`) in force
   on the day the clock starts replaces it for the whole stretch.
   Returns the columns of `touches` with from_on and to_on narrowed, plus due_on and in_time (1 or 0). #}
{% macro in_time_stretches(touches, override_purpose=none) -%}
(
    with touch as (select * from {{ touches }}),
    limited as (
        select
            touch.* replace (
                greatest(touch.from_on, standard.from_on) as from_on,
                least(touch.to_on, standard.to_on) as to_on
            ),
            {% if override_purpose %}
            coalesce(agreed.interval_number, standard.number) as limit_number,
            coalesce(agreed.interval_unit, standard.unit) as limit_unit
            {% else %}
            standard.number as limit_number,
            standard.unit as limit_unit
            {% endif %}
        from touch
        {# A standard of another time leaves nothing of the stretch: the last condition drops it. #}
        inner join {{ ref('standard_in_force') }} as standard
            on touch.parameter = standard.parameter
        {% if override_purpose %}
        left join {{ ref('interval_override') }} as agreed
            on touch.child_id = agreed.child_id
            and agreed.purpose = '{{ override_purpose }}'
            and coalesce(touch.started_on, {{ far_past() }}) >= agreed.from_on
            and coalesce(touch.started_on, {{ far_past() }}) < agreed.to_on
        {% endif %}
    ),
    clock as (
        select
            limited.* exclude (limit_number, limit_unit),
            case
                when limited.limit_unit = 'working_days' then due_day.date_day
                else {{ add_interval('limited.started_on', 'limited.limit_number', 'limited.limit_unit') }}
            end as due_on
        from limited
        left join {{ ref('working_day_calendar') }} as start_day
            on limited.started_on = start_day.date_day
        left join {{ ref('working_day') }} as due_day
            {# One expression: a condition on the left side alone makes a LEFT JOIN compare every pair of rows. #}
            on due_day.working_day_number = case
                when limited.limit_unit = 'working_days' then start_day.working_day_number + cast(limited.limit_number as integer)
            end
    )
    select
        clock.* replace (state.from_on as from_on, state.to_on as to_on),
        state.in_time
    from clock,
        lateral (
            values
            (1, clock.from_on, least(clock.to_on, coalesce(clock.due_on + 1, clock.from_on))),
            (0, greatest(clock.from_on, coalesce(clock.due_on + 1, clock.from_on)), clock.to_on)
        ) as state (in_time, from_on, to_on)
    where state.from_on < state.to_on
)
{%- endmacro %}

{# The stretches between touches of a clock, for in_time_stretches. `touches`: case_id, child_id, to_on (the end of the
   requirement), parameter (the limit), started_on, done_on (null where the clock starts without anything done). Touches of one day are one. #}
{% macro from_each_touch(touches) -%}
(
    select
        case_id,
        child_id,
        any_value(done_on) as done_on,
        started_on,
        parameter,
        started_on as from_on,
        lead(started_on, 1, to_on) over (partition by case_id order by started_on) as to_on
    from {{ touches }}
    group by case_id, child_id, started_on, parameter, to_on
)
{%- endmacro %}

{# A clock of visits: it starts with the plan, with birth, and with every visit on which the child was seen while the plan
   lasted. `plan`: case_id, child_id, born_on, from_on, to_on; `visit`: child_id, visit_date, seen. #}
{% macro visit_clock(plan, visit, parameter, override_purpose) -%}
(
    with expected as (
        select case_id, child_id, greatest(from_on, born_on) as from_on, to_on, '{{ parameter }}' as parameter
        from {{ plan }}
    ),
    touch as (
        select *, from_on as started_on, cast(null as date) as done_on from expected
        union all
        select expected.*, visit.visit_date, visit.visit_date
        from expected
        inner join {{ visit }} as visit
            on expected.child_id = visit.child_id
            and visit.seen = 'Y'
            and visit.visit_date >= expected.from_on
            and visit.visit_date < expected.to_on
    )
    select * from {{ in_time_stretches(from_each_touch('touch'), override_purpose) }}
)
{%- endmacro %}

{# Overlapping stretches of a child made disjoint: each begins where the earlier ones end, and drops out inside them.
   The earliest start counts (conventions 21, overlapping open rows). Columns child_id, from_on, to_on; `tie` orders equal starts. #}
{% macro earliest_counts(relation, tie) -%}
(
    select * exclude (covered_to) replace (greatest(from_on, coalesce(covered_to, from_on)) as from_on)
    from (
        select
            *,
            max(to_on) over (
                partition by child_id order by from_on, {{ tie }} rows between unbounded preceding and 1 preceding
            ) as covered_to
        from {{ relation }}
        where from_on < to_on
    )
    where to_on > coalesce(covered_to, from_on)
)
{%- endmacro %}

{# The time between the first start and the last end of each `key` in `relation`, cut wherever a stretch of it begins or ends;
   after the last end comes a piece without to_on, which nothing in `relation` holds in. #}
{% macro pieces(relation, key='child_id') -%}
(
    select *, lead(from_on) over (partition by {{ key }} order by from_on) as to_on
    from (
        select {{ key }}, from_on from {{ relation }}
        union
        select {{ key }}, to_on from {{ relation }}
    )
)
{%- endmacro %}

{# Overlapping stretches of a child made disjoint: of those that hold on a day the one that started last counts (conventions 22).
   Columns child_id (or another `key`), from_on, to_on; `tie`, unique for a key, decides between equal starts, the higher counts. #}
{% macro latest_counts(relation, tie, key='child_id') -%}
(
    with stretch as (select * from {{ relation }}),
    latest as (
        select
            piece.{{ key }},
            piece.from_on,
            piece.to_on,
            arg_max(stretch.{{ tie }}, (stretch.from_on, stretch.{{ tie }})) as chosen
        from {{ pieces('stretch', key) }} as piece
        inner join stretch
            on piece.{{ key }} = stretch.{{ key }}
            and piece.from_on >= stretch.from_on
            and piece.from_on < stretch.to_on
        group by all
    ),
    run as (
        select
            *,
            case when chosen = lag(chosen) over (partition by {{ key }} order by from_on) then 0 else 1 end as is_new
        from latest
    ),
    held as (
        select {{ key }}, chosen, min(from_on) as from_on, max(to_on) as to_on
        from (select *, sum(is_new) over (partition by {{ key }} order by from_on rows unbounded preceding) as number from run)
        group by {{ key }}, chosen, number
    )
    select stretch.* replace (held.from_on as from_on, held.to_on as to_on)
    from held
    inner join stretch on held.{{ key }} = stretch.{{ key }} and held.chosen = stretch.{{ tie }}
)
{%- endmacro %}

{# Touching or overlapping stretches of a child joined to one: columns child_id, from_on, to_on. A stretch that starts the
   day the last one ended continues it (conventions 21). #}
{% macro joined_stretches(relation) -%}
(
    select child_id, min(from_on) as from_on, max(to_on) as to_on
    from (
        select *, sum(is_new) over (partition by child_id order by from_on rows unbounded preceding) as stretch
        from (
            select
                child_id,
                from_on,
                to_on,
                case when from_on <= max(to_on) over (
                    partition by child_id order by from_on rows between unbounded preceding and 1 preceding
                ) then 0 else 1 end as is_new
            {# One of each start: equal ones could stand in one order here and in another above. #}
            from (select child_id, from_on, max(to_on) as to_on from {{ relation }} where from_on < to_on group by child_id, from_on)
        )
    )
    group by child_id, stretch
)
{%- endmacro %}

{# `relation` on the days of `state` alone (both child_id, from_on, to_on), with those of its `columns` beside it. #}
{% macro on_days_of(relation, state, columns=[]) -%}
(
    select
        kept.* replace (
            greatest(kept.from_on, state.from_on) as from_on,
            least(kept.to_on, state.to_on) as to_on
        ){% for column in columns %},
        state.{{ column }}{% endfor %}
    from {{ relation }} as kept
    inner join {{ state }} as state
        on kept.child_id = state.child_id
        and kept.from_on < state.to_on
        and state.from_on < kept.to_on
)
{%- endmacro %}

{# `relation` without the days of `taken_away` (both child_id, from_on, to_on; the second disjoint per child). #}
{% macro without_days(relation, taken_away) -%}
(
    with kept as (select * from {{ relation }}),
    gap as (
        select
            child_id,
            coalesce(lag(to_on) over (partition by child_id order by from_on), {{ far_past() }}) as from_on,
            from_on as to_on
        from {{ taken_away }}
        union all
        select child_id, max(to_on) as from_on, {{ far_future() }} as to_on from {{ taken_away }} group by child_id
        union all
        select distinct kept.child_id, {{ far_past() }}, {{ far_future() }}
        from kept
        anti join {{ taken_away }} as taken on kept.child_id = taken.child_id
    )
    select kept.* replace (
        greatest(kept.from_on, gap.from_on) as from_on,
        least(kept.to_on, gap.to_on) as to_on
    )
    from kept
    inner join gap
        on kept.child_id = gap.child_id
    where greatest(kept.from_on, gap.from_on) < least(kept.to_on, gap.to_on)
)
{%- endmacro %}
