{# numerator / denominator x scale, rounded half up to the measure's decimals, in whole numbers throughout: DuckDB divides
   decimals as doubles, and 2.5 must not print as 2. Null when the denominator is 0. #}
{% macro rounded_ratio(numerator, denominator, scale, decimals) -%}
cast(
    case
        when {{ denominator }} = 0 then null
        else sign({{ numerator }}) * (
            (
                2 * cast(abs({{ numerator }}) * 10000 as hugeint) * {{ scale }} * {{ power_of_ten(decimals) }}
                + cast({{ denominator }} * 10000 as hugeint)
            ) // (2 * cast({{ denominator }} * 10000 as hugeint))
        ) * (10000 // {{ power_of_ten(decimals) }})
    end as decimal(22, 0)
) * cast(0.0001 as decimal(5, 4))
{%- endmacro %}

{% macro power_of_ten(decimals) -%}
(case {{ decimals }} when 0 then 1 when 1 then 10 when 2 then 100 when 3 then 1000 else 10000 end)
{%- endmacro %}

{# A value as it is judged against a target. tolerance is in percent of the target; two states know none. #}
{% macro status_of(value, target, tolerance_percent, polarity, scheme) -%}
case
    when {{ value }} is null then 'no_value'
    when {{ polarity }} = 'neutral' then 'neutral'
    when {{ target }} is null then 'no_target'
    when {{ polarity }} = 'plan_is_best' then
        case when abs({{ value }} - {{ target }}) * 100 <= abs({{ target }}) * {{ tolerance_percent }} then 'better' else 'worse' end
    when {{ polarity }} = 'higher_is_better' and {{ value }} >= {{ target }} then 'better'
    when {{ polarity }} = 'lower_is_better' and {{ value }} <= {{ target }} then 'better'
    when {{ scheme }} = 'two_state' then 'worse'
    when {{ polarity }} = 'higher_is_better'
        and ({{ target }} - {{ value }}) * 100 <= abs({{ target }}) * {{ tolerance_percent }} then 'within_tolerance'
    when {{ polarity }} = 'lower_is_better'
        and ({{ value }} - {{ target }}) * 100 <= abs({{ target }}) * {{ tolerance_percent }} then 'within_tolerance'
    else 'worse'
end
{%- endmacro %}

{# Judges a relation of figures: target in force and newest, status, movement, runs, best and worst in twelve.
   Grain and key of `figures`: measure_id, frequency, basis, breakdown, breakdown_value, period_end. #}
{% macro judged(figures) -%}
(
    with target as (
        select
            measure_id,
            basis,
            breakdown,
            breakdown_value,
            target,
            tolerance_percent,
            effective_from as from_on,
            lead(effective_from, 1, {{ far_future() }}) over target_row as to_on,
            row_number() over (
                partition by measure_id, basis, breakdown, breakdown_value order by effective_from desc
            ) = 1 as is_newest
        from {{ ref('target_set') }}
        window target_row as (partition by measure_id, basis, breakdown, breakdown_value order by effective_from)
    ),

    -- A number for each series of periods: windows over one integer cost a fifth of those over five texts.
    series_of as (
        select
            cast(row_number() over (order by measure_id, frequency, basis, breakdown, breakdown_value) as integer) as series_number,
            *
        from (select distinct measure_id, frequency, basis, breakdown, breakdown_value from {{ figures }})
    ),

    with_target as (
        select
            figure.*,
            series_of.series_number,
            measure.polarity,
            measure.statistic,
            authority.status_scheme,
            coalesce(own_basis.target, own_headline.target, authority_basis.target, authority_headline.target) as target,
            coalesce(own_basis.tolerance_percent, own_headline.tolerance_percent, authority_basis.tolerance_percent,
                authority_headline.tolerance_percent, authority.tolerance_percent) as tolerance_in_force,
            coalesce(own_basis_new.target, own_headline_new.target, authority_basis_new.target, authority_headline_new.target)
                as restated_target,
            coalesce(own_basis_new.tolerance_percent, own_headline_new.tolerance_percent, authority_basis_new.tolerance_percent,
                authority_headline_new.tolerance_percent, authority.tolerance_percent) as restated_tolerance
        from {{ figures }} as figure
        inner join series_of using (measure_id, frequency, basis, breakdown, breakdown_value)
        inner join {{ ref('measure_definition') }} as measure using (measure_id)
        cross join {{ ref('authority') }} as authority
        {#- A row of its own before the authority's; a row that names the basis before one for the headline. #}
        {%- for name, level, basis in [
            ('own_basis', 'own', 'basis'), ('own_headline', 'own', 'headline'),
            ('authority_basis', 'authority', 'basis'), ('authority_headline', 'authority', 'headline')
        ] %}
        {%- for newest in [false, true] %}
        left join target as {{ name }}{{ '_new' if newest }}
            on figure.measure_id = {{ name }}{{ '_new' if newest }}.measure_id
            {% if level == 'own' %}
            and figure.breakdown = {{ name }}{{ '_new' if newest }}.breakdown
            and figure.breakdown_value = {{ name }}{{ '_new' if newest }}.breakdown_value
            {% else %}
            and {{ name }}{{ '_new' if newest }}.breakdown = 'authority'
            {% endif %}
            {#- One expression a side: a condition on the left alone makes a LEFT JOIN compare every pair of rows. #}
            and {{ 'figure.basis' if basis == 'basis' else "case when figure.is_headline then '' end" }}
                = {{ name }}{{ '_new' if newest }}.basis
            {% if newest %}
            and {{ name }}_new.is_newest
            {% else %}
            and figure.period_end >= {{ name }}.from_on and figure.period_end < {{ name }}.to_on
            {% endif %}
        {%- endfor %}
        {%- endfor %}
    ),

    with_status as materialized (
        select
            *,
            case when target is not null then tolerance_in_force end as tolerance_percent,
            {{ status_of('value', 'target', 'tolerance_in_force', 'polarity', 'status_scheme') }} as status,
            {{ status_of('value', 'restated_target', 'restated_tolerance', 'polarity', 'status_scheme') }} as restated_status
        from with_target
    ),

    -- Windows over few columns: carrying all thirty through each sort took three times as long.
    point as (
        select series_number, month_number, period_end, value, status, target, polarity, statistic, frequency = 'monthly' as is_monthly
        from with_status
    ),

    with_history as (
        select
            *,
            case
                when is_monthly then max(value) over (series range between 1 preceding and 1 preceding)
                else max(value) over (series range between 3 preceding and 3 preceding)
            end as previous_value,
            max(value) over (series range between 12 preceding and 12 preceding) as same_period_last_year_value,
            case
                when is_monthly then max(value) over (series range between 11 preceding and current row)
                else max(value) over (series range between 33 preceding and current row)
            end as highest_in_12,
            case
                when is_monthly then min(value) over (series range between 11 preceding and current row)
                else min(value) over (series range between 33 preceding and current row)
            end as lowest_in_12,
            -- What they are the highest and lowest of begins here.
            case
                when is_monthly then min(case when value is not null then month_number end) over (series range between 11 preceding and current row)
                else min(case when value is not null then month_number end) over (series range between 33 preceding and current row)
            end as first_in_12,
            row_number() over series as position,
            coalesce(month_number - lag(month_number) over series <> case when is_monthly then 1 else 3 end, true) as is_gap
        from point
        window series as (partition by series_number order by month_number)
    ),

    with_direction as (
        select
            with_history.*,
            case
                when value is null or previous_value is null then null
                -- Percentages by points, counts and rates by percent of the value before.
                when statistic in ('percentage', 'gap_pp') and abs(value - previous_value) < static.number then 'static'
                when statistic not in ('percentage', 'gap_pp')
                    and (value = previous_value or abs(value - previous_value) * 100 < static.number * abs(previous_value))
                    then 'static'
                when polarity = 'plan_is_best' and target is not null then
                    case
                        when abs(value - target) < abs(previous_value - target) then 'improved'
                        when abs(value - target) > abs(previous_value - target) then 'declined'
                        else 'static'
                    end
                when polarity = 'higher_is_better' then case when value > previous_value then 'improved' else 'declined' end
                when polarity = 'lower_is_better' then case when value < previous_value then 'improved' else 'declined' end
                else case when value > previous_value then 'increased' else 'decreased' end
            end as direction
        from with_history
        left join (
            select number, from_on, to_on from {{ ref('standard_in_force') }} where parameter = 'static_change_threshold'
        ) as static
            on with_history.period_end >= static.from_on
            and with_history.period_end < static.to_on
    ),

    -- A run ends where the word changes or a period is missing.
    with_breaks as (
        select
            *,
            case when direction is distinct from lag(direction) over series or is_gap then position end as direction_from,
            case when status is distinct from lag(status) over series or is_gap then position end as status_from
        from with_direction
        window series as (partition by series_number order by month_number)
    ),

    moved as (
        select
            series_number,
            month_number,
            previous_value,
            value - previous_value as change,
            direction,
            same_period_last_year_value,
            case when direction is not null then position - max(direction_from) over so_far + 1 end as run_of_direction,
            case when value is not null then position - max(status_from) over so_far + 1 end as run_of_status,
            case polarity
                when 'higher_is_better' then value = highest_in_12
                when 'lower_is_better' then value = lowest_in_12
            end as is_best_in_12,
            case polarity
                when 'higher_is_better' then value = lowest_in_12
                when 'lower_is_better' then value = highest_in_12
            end as is_worst_in_12,
            first_in_12
        from with_breaks
        window so_far as (partition by series_number order by month_number rows unbounded preceding)
    )

    select
        judged.measure_id,
        judged.frequency,
        judged.basis,
        judged.is_headline,
        judged.month_number,
        cast(judged.period_start as date) as period_start,
        cast(judged.period_end as date) as period_end,
        judged.breakdown,
        judged.breakdown_value,
        cast(judged.numerator as decimal(18, 4)) as numerator,
        cast(judged.denominator as decimal(18, 4)) as denominator,
        cast(judged.value as decimal(18, 4)) as value,
        judged.value_state,
        judged.source,
        cast(judged.target as decimal(18, 4)) as target,
        cast(judged.tolerance_percent as decimal(9, 4)) as tolerance_percent,
        judged.status,
        cast(judged.restated_target as decimal(18, 4)) as restated_target,
        judged.restated_status,
        cast(moved.previous_value as decimal(18, 4)) as previous_value,
        cast(moved.change as decimal(18, 4)) as change,
        moved.direction,
        cast(moved.same_period_last_year_value as decimal(18, 4)) as same_period_last_year_value,
        cast(moved.run_of_direction as integer) as run_of_direction,
        cast(moved.run_of_status as integer) as run_of_status,
        moved.is_best_in_12,
        moved.is_worst_in_12,
        moved.first_in_12
    from with_status as judged
    inner join moved using (series_number, month_number)
)
{%- endmacro %}
