{# Far end of a stretch that still lasts. Facts carry it instead of null: an OR in a range join costs 100 times the join. #}
{% macro far_future() %}date '9999-12-31'{% endmacro %}

{% macro far_past() %}date '1900-01-01'{% endmacro %}

{# Completed years on a date. Born on 29 February, a year older on 1 March; date_sub would say on the 28th. #}
{% macro age_on(born_on, on_date) -%}
cast(
    year({{ on_date }}) - year({{ born_on }})
    - case
        when month({{ on_date }}) * 100 + day({{ on_date }}) < month({{ born_on }}) * 100 + day({{ born_on }}) then 1
        else 0
    end as integer
)
{%- endmacro %}

{# The same with -1 before birth, also for a child not born yet (born_on far_future); null where no date is known. #}
{% macro age_or_unborn(born_on, on_date) -%}
case when {{ on_date }} < {{ born_on }} then -1 else {{ age_on(born_on, on_date) }} end
{%- endmacro %}

{# The day a child reaches an age; adding years clips 29 February to the 28th, the law and the catalogue say 1 March. #}
{% macro birthday(born_on, age) -%}
cast({{ born_on }} + to_years({{ age }}) as date)
    + case when day({{ born_on }}) = 29 and day(cast({{ born_on }} + to_years({{ age }}) as date)) = 28 then 1 else 0 end
{%- endmacro %}

{# Months from year 0, so that month ends, quarters and years are arithmetic: year * 12 + month - 1. #}
{% macro month_number(on_date) %}cast(year({{ on_date }}) * 12 + month({{ on_date }}) - 1 as integer){% endmacro %}

{% macro month_start(month_number) -%}
make_date(cast(({{ month_number }}) // 12 as bigint), cast(({{ month_number }}) % 12 + 1 as bigint), 1)
{%- endmacro %}

{% macro month_end(month_number) %}last_day({{ month_start(month_number) }}){% endmacro %}

{# First day of what a basis looks at, for a period that ends with a month. #}
{% macro window_start(month_number, basis) -%}
{{ month_start(month_number ~ " - case " ~ basis ~ " when 'month' then 1 when 'quarter' then 3 when 'snapshot' then 1 "
    ~ "when 'financial_year_to_date' then (" ~ month_number ~ " - 3) % 12 + 1 "
    ~ "when 'academic_year_to_date' then (" ~ month_number ~ " - 8) % 12 + 1 else 12 end + 1") }}
{%- endmacro %}

{# A timestamp of 00:00:00 has no time of day (landing contract). #}
{% macro has_time(stamp) %}(cast({{ stamp }} as time) <> time '00:00:00'){% endmacro %}

{# A date plus a limit in calendar_days, weeks, months or years; months are clipped to the month end.
   Working days need the calendar: use due_on. #}
{% macro add_interval(on_date, amount, unit) -%}
cast(case {{ unit }}
    when 'calendar_days' then {{ on_date }} + to_days(cast({{ amount }} as integer))
    when 'weeks' then {{ on_date }} + to_days(7 * cast({{ amount }} as integer))
    when 'months' then {{ on_date }} + to_months(cast({{ amount }} as integer))
    when 'years' then {{ on_date }} + to_years(cast({{ amount }} as integer))
end as date)
{%- endmacro %}

{# `relation` with two columns more: limit_number and due_on, the last day still in time of the limit that its row names.
   Rows name it in `parameter`; the standard in force on `started_on` (or on the column `read_on`) applies. No SQL names a limit.
   Cost: joins on keys only; a subquery per row would be a thousand times slower. #}
{% macro with_due_on(relation, started_on='started_on', read_on=none) -%}
(
    select
        limited.* exclude (limit_unit),
        case
            when limited.limit_unit = 'working_days' then due_day.date_day
            else {{ add_interval('limited.' ~ started_on, 'limited.limit_number', 'limited.limit_unit') }}
        end as due_on
    from (
        select started.*, standard.number as limit_number, standard.unit as limit_unit
        from {{ relation }} as started
        left join {{ ref('standard_in_force') }} as standard
            on started.parameter = standard.parameter
            and started.{{ read_on or started_on }} >= standard.from_on
            and started.{{ read_on or started_on }} < standard.to_on
    ) as limited
    left join {{ ref('working_day_calendar') }} as start_day
        on limited.{{ started_on }} = start_day.date_day
    left join {{ ref('working_day') }} as due_day
        {# One expression: a condition on the left side alone makes a LEFT JOIN compare every pair of rows. #}
        on due_day.working_day_number = case
            when limited.limit_unit = 'working_days' then start_day.working_day_number + cast(limited.limit_number as integer)
        end
)
{%- endmacro %}
