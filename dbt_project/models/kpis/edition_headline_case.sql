-- The cases behind each headline of an edition's period, as they are now. Pieces of a spell are one case.
with headline as (
    select
        period.edition,
        basis.measure_id,
        period.period_end,
        {{ window_start('period.month_number', 'basis.basis') }} as period_start
    from {{ ref('edition_period') }} as period
    inner join {{ ref('measure_basis') }} as basis on period.frequency = basis.frequency and basis.is_headline
    inner join {{ ref('measure_supply') }} as supply using (measure_id)
    cross join {{ ref('night') }} as night
    -- Editions are explained for thirteen months.
    where supply.is_supplied and period.period_end > night.as_of - to_months(13)
)

select
    headline.edition,
    cases.measure_id,
    cases.case_id,
    any_value(cases.child_id) as child_id,
    any_value(cases.team_id order by cases.from_on desc) as team_id,
    min(cases.from_on) as from_on,
    max(cases.due_on) as due_on,
    max(cases.done_on) as done_on,
    sum(cases.numerator) as numerator,
    sum(cases.denominator) as denominator
from headline
inner join {{ ref('cases') }} as cases
    on headline.measure_id = cases.measure_id
    and cases.is_in_headline
    and cases.from_on <= headline.period_end
    and case when cases.is_spell then coalesce(cases.to_on, {{ far_future() }}) - 1 else cases.from_on end
    >= case when cases.is_spell then headline.period_end else headline.period_start end
group by headline.edition, cases.measure_id, cases.case_id
