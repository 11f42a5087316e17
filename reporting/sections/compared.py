"""Exceptions by locality, and the measures beside the same measure elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reporting import drawing, words
from reporting.figures import Figure, Measure
from reporting.making import JUDGED, Making
from reporting.model import Block, Cell, Column, Pictures, Section, Table, Words


def exceptions(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """How many measures each part has in each status, and the measures in which a part is worse than target."""
    breakdown = section.get("breakdown", "locality")
    found: list[tuple[Measure, list[Figure]]] = []
    for measure in making.reported():
        basis = measure.bases(making.publication.frequency)[0]
        figures = [
            figure
            for figure in making.publication.breakdowns(measure.measure_id, basis, making.end, breakdown)
            if figure.status in JUDGED and figure.breakdown_value != "unallocated"
        ]
        if figures:
            found.append((measure, figures))
    if not found:
        blocks: tuple[Block, ...] = (Words(f"No measure is judged by {breakdown} in this period."),)
    else:
        blocks = (_counts(making, found, breakdown), _differences(making, found, breakdown))
    return [Section(making.fill(section["title"]), blocks, wide=True, new_page=True)]


def _counts(making: Making, found: list[tuple[Measure, list[Figure]]], breakdown: str) -> Table:
    states = [status for status in JUDGED if status in making.marks]
    parts = sorted({figure.breakdown_value for _, figures in found for figure in figures})
    rows = []
    for part in parts:
        held = [figure.status for _, figures in found for figure in figures if figure.breakdown_value == part]
        counts = [Cell(str(held.count(status)), held.count(status)) for status in states]
        rows.append((Cell(making.publication.unit_name(breakdown, part)), *counts, Cell(str(len(held)), len(held))))
    return Table(
        f"Measures by status and {breakdown}",
        (
            Column(breakdown.capitalize(), "text", 0.3),
            *(Column(making.marks[status].text, "number", 0.18) for status in states),
            Column("Judged", "number", 0.12),
        ),
        tuple(rows),
        f"Status by {breakdown}",
    )


def _differences(making: Making, found: list[tuple[Measure, list[Figure]]], breakdown: str) -> Table:
    rows = []
    for measure, figures in found:
        worse = [figure for figure in figures if figure.status == "worse"]
        if not worse:
            continue
        rows.append(
            (
                Cell(measure.name),
                making.value(measure, making.publication.headline(measure), marked=True),
                making.target(measure, _only(figure.target for figure in figures)),
                Cell(_listed(making, measure, worse, breakdown)),
                Cell(_listed(making, measure, [one for one in figures if one.status != "worse"], breakdown) or "none"),
            )
        )
    good = "Better than or within tolerance" if "within_tolerance" in making.marks else making.marks["better"].word
    return Table(
        f"Measures in which a {breakdown} is worse than target",
        (
            Column("Measure", "text", 0.26),
            Column(making.officers.authority, "number", 0.09),
            Column("Target", "number", 0.07),
            Column(making.marks["worse"].word, "text", 0.31),
            Column(good, "text", 0.27),
        ),
        tuple(rows),
        f"Exceptions by {breakdown}",
        notes=("Each list begins with the part that is furthest behind.",),
    )


def _only(targets: Any) -> Any:
    """The target where all parts have the same; None where they differ."""
    different = set(targets)
    return different.pop() if len(different) == 1 else None


def _listed(making: Making, measure: Measure, figures: list[Figure], breakdown: str) -> str:
    worst_first = sorted(figures, key=lambda figure: figure.value, reverse=measure.polarity == "lower_is_better")
    return "; ".join(
        f"{making.publication.unit_name(breakdown, figure.breakdown_value)} {words.value_text(measure, figure.value)}"
        + (" †" if making.small(measure, figure) else "")
        for figure in worst_first
    )


def comparators(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """Each measure beside the same measure elsewhere, with the date of that figure, and its rank in the published series."""
    rows = [row for measure in making.reported() for row in _beside(making, measure)]
    table = Table(
        f"{making.officers.authority} and others",
        (
            Column("Measure", "text", 0.27),
            Column("Basis", "text", 0.08),
            Column(making.officers.authority, "number", 0.08),
            Column("Compared with", "text", 0.13),
            Column("Their figure", "number", 0.08),
            Column("Of", "text", 0.11),
            Column("Own rank then", "text", 0.09),
            Column("Source", "text", 0.16),
        ),
        tuple(rows),
        "Comparators",
        notes=("A comparator is a yearly figure and older than the period reported; its date stands beside it.",),
    )
    if not rows:
        return [Section(making.fill(section["title"]), (Words("No comparator is known for this period."),))]
    drawn = [drawing.neighbours(making, measure) for measure in making.reported()]
    pictures = Pictures(tuple(one for one in drawn if one is not None))
    return [Section(making.fill(section["title"]), (table, pictures), wide=True, new_page=True)]


def _beside(making: Making, measure: Measure) -> list[tuple[Cell, ...]]:
    """A row to each body compared with; what is of a basis the authority has no figure on is left out."""
    publication = making.publication
    bases = measure.bases(publication.frequency)
    own = publication.own_published(measure.measure_id)
    rows = []
    for comparator in publication.comparators(measure.measure_id):
        basis = comparator.basis or bases[0]
        if basis in bases:
            same_series = own is not None and own.rank is not None and own.period_end == comparator.period_end
            average = f" ({comparator.statistic})" if comparator.statistic in ("mean", "median") else ""
            rows.append(
                (
                    Cell(measure.name),
                    Cell(words.BASIS[basis]),
                    making.value(measure, publication.figure(measure.measure_id, basis, making.end)),
                    Cell(words.COMPARATOR[comparator.comparator] + average),
                    Cell(words.target_text(measure, comparator.value), comparator.value),
                    Cell(f"{comparator.period_end:%B %Y}"),
                    Cell(f"{own.rank} of {own.rank_of}" if same_series else ""),
                    Cell(comparator.source or ""),
                )
            )
    return rows
