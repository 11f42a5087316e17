{# The columns of kpi_monthly and kpi_quarterly, from one relation of judged figures. #}
{% macro kpi_mart(frequency) -%}
select
    measure_id,
    basis,
    period_start,
    period_end,
    breakdown,
    breakdown_value,
    numerator,
    denominator,
    value,
    value_state,
    source,
    target,
    tolerance_percent,
    status,
    restated_target,
    restated_status,
    previous_value,
    change,
    direction,
    same_period_last_year_value,
    run_of_direction,
    run_of_status,
    is_best_in_12,
    is_worst_in_12
from (
    select * from {{ ref('judged_figure') }}
    union all
    select * from {{ ref('judged_overview') }}
)
where frequency = '{{ frequency }}'
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
