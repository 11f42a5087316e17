-- Measures about measures: counted over the judged headline figures of the whole authority, one vote a measure.
with headline as (
    select
        figure.*,
        measure.theme,
        measure.in_overview,
        measure.polarity,
        measure.statistic
    from {{ ref('judged_figure') }} as figure
    inner join {{ ref('measure_definition') }} as measure using (measure_id)
    where figure.breakdown = 'authority' and figure.is_headline and figure.value is not null and measure.in_overview
),

band as (
    select above, label from {{ ref('band') }}
),

vote as (
    select
        frequency, month_number, theme, null as grade,
        'measures_on_or_within_tolerance' as measure_id, 'better_or_within_tolerance' as statistic,
        case when status in ('better', 'within_tolerance') then 1 else 0 end as counted
    from headline
    where status in ('better', 'within_tolerance', 'worse')
    union all
    select frequency, month_number, theme, null, 'measures_worse_than_target', 'worse', case when status = 'worse' then 1 else 0 end
    from headline
    where status in ('better', 'within_tolerance', 'worse')
    union all
    -- Bands are strictly above; only percentages that should be high have them. The lowest band is the headline.
    select
        frequency, month_number, theme, 'above ' || trim(trim(cast(band.above as varchar), '0'), '.'),
        'measures_in_top_two_bands', 'above_' || trim(trim(cast(band.above as varchar), '0'), '.'),
        case when value > band.above then 1 else 0 end
    from headline
    cross join band
    where polarity = 'higher_is_better' and statistic = 'percentage'
    union all
    select
        frequency, month_number, theme, null, 'measures_moved_in_negative_direction', 'declined',
        case when direction = 'declined' then 1 else 0 end
    from headline
    where status in ('better', 'within_tolerance', 'worse') and direction is not null
    union all
    select
        frequency, month_number, theme, null, null, 'improved',
        case when direction = 'improved' then 1 else 0 end
    from headline
    where status in ('better', 'within_tolerance', 'worse') and direction is not null
    union all
    select
        frequency, month_number, theme, null, 'measures_static_and_worse_than_target', 'static_and_worse',
        case when direction = 'static' and status = 'worse' then 1 else 0 end
    from headline
    where status in ('better', 'within_tolerance', 'worse') and direction is not null
)

select
    frequency,
    month_number,
    measure_id,
    statistic,
    theme,
    grade,
    sum(counted) as numerator,
    count(*) as denominator
from vote
group by all
