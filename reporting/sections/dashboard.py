"""The thematic dashboard: every measure and its parts over 13 months, as judged then and as judged against the newest target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reporting import drawing, words
from reporting.figures import HEADLINE, Figure, Measure
from reporting.making import JUDGED, Making
from reporting.model import Cell, Column, Section, Table, Words
from reporting.periods import short_month
from reporting.sections.themes import themes_of
from reporting.trends import SMALL

PERIODS = {"monthly": 13, "quarterly": 5}
_NOBODY = ("unallocated", "unknown")
_HOW_TO_READ = Words(
    "A symbol beside a figure is its status against the target in force then; a second symbol is its status against the newest"
    f" target, where that is another. † marks a share of fewer than {SMALL} cases, which one or two of them move a lot."
)


def dashboard(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """One table to a theme: a measure is a group of rows, the authority first, then its parts.

    `breakdowns`: the parts shown of every measure that has them. `also`: by theme, those shown of its measures besides.
    """
    parts, also = section.get("breakdowns", ["locality"]), section.get("also", {})
    made = [Section(making.fill(section["title"]), (_HOW_TO_READ,), wide=True, new_page=True)]
    for title, measures in themes_of(making, section):
        rows = [row for measure in measures for row in _rows(making, measure, [*parts, *also.get(measure.theme, ())])]
        if rows:
            made.append(Section(title, (_table(making, title, rows),), 3, wide=True))
    return made


def _table(making: Making, title: str, rows: list[tuple[Cell, ...]]) -> Table:
    periods = making.recent(PERIODS[making.period.frequency])
    return Table(
        f"{title}: 13 months to {short_month(making.end)}"
        if making.period.frequency == "monthly"
        else f"{title}: five quarters to {short_month(making.end)}",
        (
            Column("Measure", "text", 0.1),
            Column("Part", "text", 0.115),
            *(Column(short_month(when), "number", 0.68 / len(periods)) for when in periods),
            Column("Trend", "picture", 0.06),
            Column("Target", "number", 0.04),
            Column("Status", "status", 0.105),
        ),
        tuple(rows),
        f"Dashboard {title}",
        heads=2,
        grouped=True,
        dense=True,
    )


def _rows(making: Making, measure: Measure, parts: list[str]) -> list[tuple[Cell, ...]]:
    publication = making.publication
    bases = measure.bases(publication.frequency)
    named = Cell(
        f"{measure.name} ({measure.unit}; {words.POLARITY[measure.polarity].lower()}; {words.BASIS[bases[0]].lower()})"
    )
    rows = []
    for basis in bases:
        rows.append(_row(making, measure, basis, *HEADLINE, named, _whole(making, measure, basis)))
    # A part with a target of its own is shown whatever the layout lists.
    judged = [target.breakdown for target in publication.targets(measure.measure_id)]
    for breakdown in [name for name in measure.breakdown_names if name in parts or name in judged]:
        for value in _values(making, measure, bases[0], breakdown):
            name = publication.unit_name(breakdown, value)
            name = name.capitalize() if value in _NOBODY else name
            label = name if breakdown in ("locality", "team") else f"{breakdown.replace('_', ' ').capitalize()}: {name}"
            rows.append(_row(making, measure, bases[0], breakdown, value, named, label))
    return [row for row in rows if row is not None]


def _whole(making: Making, measure: Measure, basis: str) -> str:
    """The authority's row; on another basis than the first with its name. A count over several months is their average."""
    if basis == measure.bases(making.publication.frequency)[0]:
        return making.officers.authority
    figure = making.publication.figure(measure.measure_id, basis, making.end)
    average = words.is_average(measure, figure)
    return f"{making.officers.authority}, {words.BASIS[basis].lower()}{' (monthly average)' if average else ''}"


def _values(making: Making, measure: Measure, basis: str, breakdown: str) -> list[str]:
    """Values of a breakdown with a figure in any period shown; none where nothing is anybody's, or where the kind is the answer.

    What is nobody's comes last, and only where there is some of it in the period reported.
    """
    found = [
        figure
        for when in making.recent(PERIODS[making.period.frequency])
        for figure in making.publication.breakdowns(measure.measure_id, basis, when, breakdown)
        if figure.value is not None
    ]
    if not any(figure.value for figure in found if figure.breakdown_value not in _NOBODY):
        return []
    # Of the vacant posts every one is unfilled: such a share says nothing, and no target judges it.
    if breakdown == "kind" and measure.statistic == "percentage" and all(one.value in (0, 100) for one in found):
        return []
    shown = {
        figure.breakdown_value
        for figure in found
        if figure.breakdown_value not in _NOBODY
        or figure.period_end == making.end
        and (figure.denominator or figure.value)
    }
    return sorted(shown, key=lambda value: (value in _NOBODY, value))


def _row(
    making: Making, measure: Measure, basis: str, breakdown: str, value: str, named: Cell, label: str
) -> tuple[Cell, ...] | None:
    periods = making.recent(PERIODS[making.period.frequency])
    figures = [making.publication.figure(measure.measure_id, basis, when, breakdown, value) for when in periods]
    if not any(figure is not None and figure.value is not None for figure in figures):
        return None
    last = figures[-1]
    judged = _is_judged(making, measure, breakdown)
    return (
        named,
        Cell(label),
        *(making.value(measure, figure, marked=judged) for figure in figures),
        Cell(picture=drawing.sparkline(making, measure, basis, "dashboard") if breakdown == HEADLINE[0] else None),
        making.target(measure, last.target if last and judged else None),
        _status(making, last, judged),
    )


def _is_judged(making: Making, measure: Measure, breakdown: str) -> bool:
    """Whether targets bear on a part: a count's is the whole authority's, unless the part has one of its own."""
    own = any(target.breakdown == breakdown for target in making.publication.targets(measure.measure_id))
    return own or breakdown == HEADLINE[0] or measure.statistic != "count"


def _status(making: Making, figure: Figure | None, judged: bool) -> Cell:
    if figure is None or figure.status not in JUDGED:
        return making.status(figure)
    if not judged:
        return Cell(marks=(making.marks["no_target"],), worded=True)
    return Cell(marks=making.judged(figure), worded=True)
