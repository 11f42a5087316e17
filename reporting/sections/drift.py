"""How figures move in the months after they are published, so that a council can choose when an edition is mature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from reporting import words
from reporting.drift_chart import drift_chart
from reporting.english import number
from reporting.figures import Drift, Measure
from reporting.making import Making
from reporting.model import Block, Cell, Column, Picture, Pictures, Section, Table, Words

_SHOWN = (1, 2, 3, 6, 12)
# Small charts, the measures that move most.
_DRAWN = 9


def drift(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """A sentence that says what is shown, a chart of the shares that move most, a table of every measure that moved."""
    told = [(measure, making.publication.drift(measure.measure_id)) for measure in making.publication.measures()]
    told = [(measure, series) for measure, series in told if series]
    return [Section(making.fill(section["title"]), tuple(_blocks(told)), wide=True)]


def _steady(series: list[Drift]) -> list[Drift]:
    """Without the means of fewer than half of the months: a rise in them may be that of other months, not of time."""
    return [one for one in series if one.periods * 2 >= series[0].periods]


def _blocks(told: Sequence[tuple[Measure, list[Drift]]]) -> list[Block]:
    if not told:
        return [
            Words("No month stands in two editions yet, so it is not known how figures move after they are published.")
        ]
    moved = [(measure, series) for measure, series in told if any(one.largest_change for one in series)]
    still = len(told) - len(moved)
    said = (
        "How far the figures of a month had moved, up or down, in the editions of the months after its own: where a measure still "
        "moves much after one month, its edition would be truer if it were frozen later (maturity_working_days of the pack)."
    )
    blocks: list[Block] = [Words(f"{said} {_behind(told)} {still} of {len(told)} measures did not move.")]
    shares = [(measure, _steady(series)) for measure, series in moved if measure.unit == "%"]
    shares.sort(key=lambda one: (-max(row.mean_absolute_change for row in one[1]), one[0].position))
    if shares:
        chart = drift_chart(shares[:_DRAWN])
        blocks.append(Pictures((Picture(chart.svg, f"{chart.title}. {chart.description}", chart.title),)))
    return [*blocks, _table(moved)] if moved else blocks


def _behind(told: Sequence[tuple[Measure, list[Drift]]]) -> str:
    """How many months stand behind the first and the last mean."""
    months: dict[int, int] = {}
    for one in (one for _, series in told for one in _steady(series)):
        months[one.months_after] = max(one.periods, months.get(one.months_after, 0))
    first, last = min(months), max(months)
    said = f"Months compared: {months[first]} after {first} month{'s' if first > 1 else ''}"
    return f"{said}." if first == last else f"{said}, {months[last]} after {last} months."


def _table(moved: Sequence[tuple[Measure, list[Drift]]]) -> Table:
    return Table(
        "Mean movement, up or down, of monthly figures after their edition",
        (
            Column("Measure", "text", 0.4),
            Column("Unit", "text", 0.12),
            Column("Months compared", "number", 0.08),
            *(Column(f"After {months} month{'s' if months > 1 else ''}", "number", 0.06) for months in _SHOWN),
            Column("Largest", "number", 0.06),
        ),
        tuple(_row(measure, series) for measure, series in moved),
        "Refresh drift",
        dense=True,
    )


def _row(measure: Measure, series: Sequence[Drift]) -> tuple[Cell, ...]:
    by_months = {one.months_after: one for one in _steady(series)}

    def moved(one: Drift | None) -> Cell:
        if one is None:
            return Cell(words.ABSENT)
        return _number(measure, one.mean_absolute_change)

    return (
        Cell(measure.name),
        Cell("points" if measure.unit == "%" else measure.unit),
        Cell(str(series[0].periods), Decimal(series[0].periods)),
        *(moved(by_months.get(months)) for months in _SHOWN),
        _number(measure, max(one.largest_change for one in series)),
    )


def _number(measure: Measure, value: Decimal) -> Cell:
    """One decimal more than the measure: a mean of movements is finer than a figure."""
    decimals = measure.decimals + 1
    return Cell(number(value, decimals), value, decimals)
