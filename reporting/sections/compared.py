"""Exceptions by locality, and the measures beside the same measure elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reporting import drawing, words
from reporting.figures import Figure, Measure
from reporting.making import JUDGED, Making
from reporting.model import Block, Cell, Column, Pictures, Section, Table, Words
from reporting.periods import short_month
from reporting.trends import SMALL, compared_basis, covers


def exceptions(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """How many measures each part has in each status, and the measures in which a part is worse than target.

    Only where the parts speak for the whole; a count's target is the authority's and judges no part of it.
    """
    breakdown = section.get("breakdown", "locality")
    found: list[tuple[Measure, list[Figure]]] = []
    for measure in making.reported():
        whole = making.publication.headline(measure)
        if whole is None or whole.value is None or measure.statistic == "count":
            continue
        parts = [
            figure
            for figure in making.publication.breakdowns(measure.measure_id, whole.basis, making.end, breakdown)
            if figure.value is not None and figure.breakdown_value != "unallocated"
        ]
        figures = [figure for figure in parts if figure.status in JUDGED]
        if figures and covers(whole, parts, measure):
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
        whole = making.publication.headline(measure)
        rows.append(
            (
                Cell(measure.name),
                making.value(measure, whole, marked=True),
                making.target(measure, whole.target),
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
        notes=(
            f"Each list begins with the {breakdown} that is furthest behind.",
            f"A {breakdown} with a target of its own is judged by that.",
            f"† marks a share of fewer than {SMALL} cases.",
        ),
    )


def _listed(making: Making, measure: Measure, figures: list[Figure], breakdown: str) -> str:
    worst_first = sorted(figures, key=lambda figure: figure.value, reverse=measure.polarity == "lower_is_better")
    return "; ".join(
        f"{making.publication.unit_name(breakdown, figure.breakdown_value)} {words.value_text(measure, figure.value)}"
        + ("\u00a0†" if making.small(measure, figure) else "")
        for figure in worst_first
    )


def comparators(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """A row to each measure: its figure, the same elsewhere with the date of that, and its own rank in the published series."""
    rows = [row for measure in making.reported() for row in _beside(making, measure)]
    if not rows:
        return [Section(making.fill(section["title"]), (Words("No comparator is known for this period."),))]
    shown = [name for name in words.COMPARATOR if any(name in known for _, known, _ in rows)]
    table = Table(
        f"{making.officers.authority} and others",
        (
            Column("Measure", "text", 0.22),
            Column("Basis", "text", 0.08),
            Column(making.officers.authority, "number", 0.075),
            *(Column(words.COMPARATOR[name], "text", 0.105) for name in shown),
            Column("Own rank then", "text", 0.07),
            Column("Source", "text", 0.24),
        ),
        tuple((*own, *(Cell(known.get(name, words.ABSENT)) for name in shown), *rest) for own, known, rest in rows),
        "Comparators",
        notes=("A comparator is a yearly figure and older than the period reported; its date stands beside it.",),
    )
    drawn = [drawing.neighbours(making, measure) for measure in making.reported()]
    pictures = Pictures(tuple(one for one in drawn if one is not None))
    return [Section(making.fill(section["title"]), (table, pictures), wide=True)]


def _beside(making: Making, measure: Measure) -> list[tuple[tuple[Cell, ...], dict[str, str], tuple[Cell, ...]]]:
    """A row to each basis that others are known on: the own cells, what others have by comparator, rank and sources."""
    publication = making.publication
    bases = measure.bases(publication.frequency)
    yearly = compared_basis(measure, publication.frequency)
    published = publication.own_published(measure.measure_id)
    rows = []
    for basis in bases:
        known = [one for one in publication.comparators(measure.measure_id) if (one.basis or yearly) == basis]
        if not known:
            continue
        others: dict[str, list[str]] = {}
        for one in known:
            average = f"{one.statistic}, " if one.statistic in ("mean", "median") else ""
            said = f"{words.target_text(measure, one.value)} ({average}{short_month(one.period_end)})"
            others.setdefault(one.comparator, []).append(said)
        ranked = published is not None and published.rank is not None
        same_series = ranked and any(one.period_end == published.period_end for one in known)
        figure = publication.figure(measure.measure_id, basis, making.end)
        own = (
            Cell(measure.name),
            Cell(words.BASIS[basis] + (", monthly average" if words.is_average(measure, figure) else "")),
            making.value(measure, figure),
        )
        rest = (
            Cell(f"{published.rank} of {published.rank_of}" if same_series else ""),
            Cell("; ".join(dict.fromkeys(one.source for one in known if one.source))),
        )
        rows.append((own, {name: "; ".join(said) for name, said in others.items()}, rest))
    return rows
