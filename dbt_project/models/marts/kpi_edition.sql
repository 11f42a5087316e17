-- Reasons are worked out for the authority's headline, one after the other in this order; what they do not explain is rounding, or a
-- child who was erased: out of the cases of then and of now, and still in the figure of then.
-- Of an edition whose cases are not there, or no longer looked at, nothing is explained.
{% set reasons = ['deletion', 'correction', 'late_recording', 'later_event', 'changed_definition'] %}
{% set headline_of_cases = "told.edition is not null and figure.breakdown = 'authority' and basis.is_headline and figure.source = 'cases' and (measure.statistic "
    ~ "in ('percentage', 'mean', 'ratio') or (measure.statistic = 'count' and figure.basis in ('month', 'quarter', 'snapshot')))" %}
with moved as (
    select
        edition,
        measure_id,
        count(*) as cases
        {%- for reason in reasons %},
        coalesce(sum(coalesce(numerator_now, 0) - coalesce(numerator_before, 0)) filter (where reason = '{{ reason }}'), 0)
            as {{ reason }}_numerator,
        coalesce(sum(coalesce(denominator_now, 0) - coalesce(denominator_before, 0)) filter (where reason = '{{ reason }}'), 0)
            as {{ reason }}_denominator
        {%- endfor %}
    from {{ ref('edition_case_change') }}
    group by edition, measure_id
),

compared as (
    select
        figure.*,
        edition.as_of as first_published_on,
        now.value as value_now,
        now.target as target_now,
        now.status as status_now,
        measure.statistic,
        measure.definition_hash <> figure.definition_hash or limit_change.measure_id is not null as definition_changed,
        {{ headline_of_cases }} as is_explained,
        case when {{ headline_of_cases }} then coalesce(moved.cases, 0) end as cases_changed
        {%- for reason in reasons %},
        coalesce(moved.{{ reason }}_numerator, 0) as {{ reason }}_numerator,
        coalesce(moved.{{ reason }}_denominator, 0) as {{ reason }}_denominator
        {%- endfor %}
    from {{ source('edition', 'figure') }} as figure
    inner join {{ source('edition', 'edition') }} as edition using (edition)
    inner join {{ ref('measure_definition') }} as measure using (measure_id)
    inner join {{ ref('measure_basis') }} as basis
        on figure.measure_id = basis.measure_id and figure.frequency = basis.frequency and figure.basis = basis.basis
    left join (
        select frequency, measure_id, basis, period_end, breakdown, breakdown_value, value, target, status
        from {{ ref('judged_figure') }}
        union all
        select frequency, measure_id, basis, period_end, breakdown, breakdown_value, value, target, status
        from {{ ref('judged_overview') }}
    ) as now
        on figure.frequency = now.frequency
        and figure.measure_id = now.measure_id
        and figure.basis = now.basis
        and figure.period_end = now.period_end
        and figure.breakdown = now.breakdown
        and figure.breakdown_value = now.breakdown_value
    left join (select distinct edition from {{ source('edition', 'headline_case') }}) as told on figure.edition = told.edition
    left join {{ ref('edition_limit_change') }} as limit_change
        on figure.edition = limit_change.edition and figure.measure_id = limit_change.measure_id
    left join moved on figure.edition = moved.edition and figure.measure_id = moved.measure_id
    where figure.period_end = edition.period_end
),

stepped as (
    select
        *,
        numerator as step_0_numerator,
        coalesce(denominator, 0) as step_0_denominator
        {%- for reason in reasons %},
        numerator
            {%- for earlier in reasons[:loop.index] %}
            + {{ earlier }}_numerator
            {%- endfor %} as step_{{ loop.index }}_numerator,
        coalesce(denominator, 0)
            {%- for earlier in reasons[:loop.index] %}
            + {{ earlier }}_denominator
            {%- endfor %} as step_{{ loop.index }}_denominator
        {%- endfor %}
    from compared
),

valued as (
    select
        *
        {%- for step in range(6) %},
        case
            when not is_explained then null
            when statistic = 'count' then step_{{ step }}_numerator
            when statistic = 'percentage'
                then {{ rounded_ratio('step_' ~ step ~ '_numerator', 'step_' ~ step ~ '_denominator', '100', '4') }}
            else {{ rounded_ratio('step_' ~ step ~ '_numerator', 'step_' ~ step ~ '_denominator', '1', '4') }}
        end as step_{{ step }}_value
        {%- endfor %}
    from stepped
)

select
    edition,
    measure_id,
    basis,
    period_end,
    breakdown,
    breakdown_value,
    first_published_on,
    value as first_value,
    target as first_target,
    status as first_status,
    cast(value_now as decimal(18, 4)) as value,
    cast(target_now as decimal(18, 4)) as target,
    cast(status_now as varchar) as status,
    cast(value_now - value as decimal(18, 4)) as change,
    coalesce(definition_changed, false) as definition_changed,
    coalesce(target is distinct from target_now, false) as target_changed,
    cast(cases_changed as integer) as cases_changed
    {%- for reason in reasons %},
    cast(step_{{ loop.index }}_value - step_{{ loop.index0 }}_value as decimal(18, 4)) as change_by_{{ reason }}
    {%- endfor %}
from valued
