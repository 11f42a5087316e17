-- Who the authority is compared with, and itself: England, its region, each of its ten neighbours.
with own as (
    select la_code from {{ ref('authority') }}
),

-- Two authorities that publish together are one area under each of their codes.
authority_figure as (
    select *, unnest(string_split(area_code, ' / ')) as la_code
    from {{ ref('published_figure') }}
    where level = 'authority'
),

ranked as (
    select
        measure_id,
        period_end,
        area_code,
        rank() over (
            partition by measure_id, period_end
            order by case when polarity = 'lower_is_better' then value else -value end
        ) as rank,
        count(*) over (partition by measure_id, period_end) as rank_of,
        case when polarity in ('higher_is_better', 'lower_is_better') then 'best' else 'size' end as rank_by
    from {{ ref('published_figure') }}
    where level = 'authority' and value is not null
),

-- Who stands at a neighbour's place: the neighbour or, until it existed, the authority that covered the whole of its area.
standing as (
    select place.position, place.neighbour_la_code as la_code, {{ far_future() }} as until_on
    from {{ source('reference', 'neighbour') }} as place
    inner join own using (la_code)
    union all
    select place.position, change.la_code, change.changed_on
    from {{ source('reference', 'neighbour') }} as place
    inner join own using (la_code)
    inner join {{ ref('authority_changes') }} as change
        on place.neighbour_la_code = change.successor_la_code
        and change.kind = 'replaced'
        and change.covers_successor = 'whole'
),

neighbour as (
    select figure.*, standing.position
    from authority_figure as figure
    inner join standing on figure.la_code = standing.la_code and figure.period_end < standing.until_on
    qualify row_number() over (
        partition by figure.measure_id, figure.period_end, standing.position
        order by figure.value is null, standing.until_on desc
    ) = 1
),

region as (
    select arg_max(figure.region_code, figure.period_end) as region_code
    from authority_figure as figure
    inner join own using (la_code)
),

gathered as (
    select 'authority' as role, 0 as position, figure.* exclude (la_code)
    from authority_figure as figure
    inner join own using (la_code)
    union all
    select 'neighbour', position, * exclude (la_code, position) from neighbour
    union all
    select 'region', 0, figure.*
    from {{ ref('published_figure') }} as figure
    inner join region using (region_code)
    where figure.level = 'region'
    union all
    select 'england', 0, figure.*
    from {{ ref('published_figure') }} as figure
    where figure.level = 'england'
)

select
    gathered.*,
    ranked.rank,
    ranked.rank_of,
    ranked.rank_by,
    -- Equal figures stand in one quartile; 1 is the best.
    case when ranked.rank_by = 'best' then 1 + (4 * (ranked.rank - 1)) // ranked.rank_of end as quartile
from gathered
left join ranked using (measure_id, period_end, area_code)
