{# The columns of kpi_monthly and kpi_quarterly, from one relation of judged figures. #}
{% macro kpi_mart(frequency) -%}
{% set months = '1' if frequency == 'monthly' else '3' %}
select
    figure.measure_id,
    figure.basis,
    figure.period_start,
    figure.period_end,
    figure.breakdown,
    figure.breakdown_value,
    figure.numerator,
    figure.denominator,
    figure.value,
    figure.value_state,
    figure.source,
    figure.target,
    figure.tolerance_percent,
    figure.status,
    figure.restated_target,
    figure.restated_status,
    figure.previous_value,
    figure.change,
    figure.direction,
    figure.same_period_last_year_value,
    figure.run_of_direction,
    figure.run_of_status,
    figure.is_best_in_12,
    figure.is_worst_in_12,
    {{ other_version('figure.month_number - ' ~ months) }} as previous_definition_changed,
    {{ other_version('figure.month_number - 12') }} as last_year_definition_changed,
    -- The first direction of a run compares with the period before it.
    {{ other_version('figure.month_number - figure.run_of_direction * ' ~ months) }} as run_of_direction_definition_changed,
    {{ other_version('figure.month_number - (figure.run_of_status - 1) * ' ~ months) }} as run_of_status_definition_changed,
    {{ other_version('figure.first_in_12') }} as last_12_definition_changed
from (
    select * from {{ ref('judged_figure') }}
    union all
    select * from {{ ref('judged_overview') }}
) as figure
inner join {{ ref('measure_version_valid') }} as version
    on figure.measure_id = version.measure_id and figure.period_end >= version.from_on and figure.period_end < version.to_on
where figure.frequency = '{{ frequency }}'
{%- endmacro %}

{# Whether the figures from the period that ends in `month_number` on are not all, from first day to last, of the version in force at
   the end of the last; not where there is no such period. #}
{% macro other_version(month_number) -%}
coalesce(version.from_on > {{ window_start('(' ~ month_number ~ ')', 'figure.basis') }}, false)
{%- endmacro %}

{# The statistics of measures that open a report, with the period before and the same period a year earlier. #}
{% macro overview_mart(frequency) -%}
with counted as (
    select month_number, statistic, sum(numerator) as numerator, sum(denominator) as denominator
    from {{ ref('overview_figure') }}
    where frequency = '{{ frequency }}'
    group by month_number, statistic
),

valued as (
    select
        counted.*,
        {{ rounded_ratio('counted.numerator', 'counted.denominator', '100', '0') }} as value
    from counted
)

select
    {{ month_end('month_number') }} as period_end,
    cast(statistic as varchar) as statistic,
    cast(numerator as decimal(18, 4)) as numerator,
    cast(denominator as decimal(18, 4)) as denominator,
    cast(value as decimal(18, 4)) as value,
    cast(max(value) over (
        series range between {{ 1 if frequency == 'monthly' else 3 }} preceding and {{ 1 if frequency == 'monthly' else 3 }} preceding
    ) as decimal(18, 4)) as previous_value,
    cast(max(value) over (series range between 12 preceding and 12 preceding) as decimal(18, 4)) as same_period_last_year_value
from valued
window series as (partition by statistic order by month_number)
{%- endmacro %}
