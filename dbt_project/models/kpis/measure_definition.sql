with declared (measure_id, age_bands, requirement, review_trigger, "action", needs, look_back, beside_headline, chosen_from) as (
    values
    {% for measure_id in case_measures() %}
    (
        '{{ measure_id }}',
        '{{ declared(measure_id, "age_bands", "all") }}',
        {{ "'" ~ declared(measure_id, "requirement") ~ "'" if declared(measure_id, "requirement") else 'null' }},
        {{ "'" ~ declared(measure_id, "review_trigger") ~ "'" if declared(measure_id, "review_trigger") else 'null' }},
        {{ "'" ~ declared(measure_id, "action") ~ "'" if declared(measure_id, "action") else 'null' }},
        {{ declared(measure_id, "needs", []) }},
        {{ "'" ~ declared(measure_id, "look_back") ~ "'" if declared(measure_id, "look_back") else 'null' }},
        {{ "'" ~ declared(measure_id, "beside_headline") ~ "'" if declared(measure_id, "beside_headline") else 'null' }},
        {{ "'" ~ declared(measure_id, "chosen_from") ~ "'" if declared(measure_id, "chosen_from") else 'null' }}
    ){{ ',' if not loop.last }}
    {% endfor %}
),

defined as (
    select
        catalogue.measure_id,
        catalogue.theme,
        catalogue.name,
        case
            when coalesce(catalogue.denominator, '') in ('', 'not applicable (count)') then catalogue.numerator
            else catalogue.numerator || ' Of: ' || catalogue.denominator
        end as definition,
        catalogue.denominator,
        catalogue.numerator,
        catalogue.standard,
        catalogue.cohort,
        catalogue.statistic,
        catalogue.relation,
        catalogue.unit,
        cast(catalogue.decimals as integer) as decimals,
        catalogue.polarity,
        catalogue.monthly_basis,
        catalogue.quarterly_basis,
        catalogue.breakdowns,
        catalogue.in_overview = 'yes' as in_overview,
        coalesce(declared.age_bands, 'all') as age_bands,
        declared.requirement,
        declared.review_trigger,
        declared."action",
        -- What arrives as a figure needs only that; measures about measures need no landing table.
        case
            when catalogue.relation = 'derived' then []
            else coalesce(declared.needs, ['aggregate_return'])
        end as needs,
        declared.look_back,
        declared.beside_headline,
        declared.chosen_from,
        reported.position
    from {{ ref('measures') }} as catalogue
    inner join {{ source('pack', 'reported_measure') }} as reported using (measure_id)
    left join declared using (measure_id)
)

-- The hash changes with any word or rule that a reader is told of the measure; editions keep it.
select *, md5(concat_ws('|', definition, standard, cohort, statistic, unit, decimals, polarity)) as definition_hash
from defined
