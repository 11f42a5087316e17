"""Which measures are counted in another way than before, and since when: what the marked comparisons of a report are about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reporting.making import Making
from reporting.model import Cell, Column, Section, Table
from reporting.periods import day
from reporting.sections.dashboard import PERIODS


def definitions(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """A row to each change of a reported measure within the periods a dashboard shows; nothing where there is none."""
    first = making.recent(PERIODS[making.period.frequency])[0]
    rows = tuple(
        (Cell(measure.name), Cell(day(change.valid_from)), Cell(change.change))
        for measure in making.reported()
        for change in making.publication.changes(measure.measure_id)
        if first < change.valid_from <= making.end
    )
    if not rows:
        return []
    table = Table(
        f"Measures counted in another way since {day(first)}",
        (Column("Measure", "text", 0.4), Column("From", "text", 0.17), Column("What changed", "text", 0.43)),
        rows,
        "Changes of definition",
        notes=("Figures from before and after a change are not like with like; runs, best and worst stop at it.",),
    )
    return [Section(making.fill(section["title"]), (table,), wide=True)]
