"""The overview: how many measures do how well, what changed position, what stands out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reporting import words
from reporting.figures import Figure, Measure, OverviewStatistic
from reporting.making import JUDGED, Making
from reporting.model import Block, Cell, Column, Section, Table, Tile, Tiles, Words
from reporting.periods import short_month, short_quarter


def statistics(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """The statistics of measures as tiles and table, what is drafted of them, and the measures behind the changes."""
    found = {one.statistic: one for one in making.publication.overview(making.end)}
    names = [(name, title) for name, title in _titles(making) if name in found]
    before = "last month" if making.period.frequency == "monthly" else "last quarter"
    blocks: list[Block] = []
    if names:
        blocks += [_tiles(making, names, found, before), _table(making, names, found, before)]
    else:
        blocks.append(Words("No measure can be judged in this period."))
    overview = [measure for measure in making.reported() if measure.theme == "overview"]
    for measure in overview:
        blocks += making.texts(measure, section.get("numbered"))
    blocks += [table for table in (_moved(making), _standing_out(making)) if table.rows]
    return [Section(making.fill(section["title"]), tuple(blocks))]


def _titles(making: Making) -> list[tuple[str, str]]:
    better, worse = making.marks["better"].word, making.marks["worse"].word
    good = "Better than or within tolerance of target" if "within_tolerance" in making.marks else better
    bands = [
        ("above_" + f"{above:f}".strip("0").strip("."), f"{_upwards(making, at)} (above {words.shortest(above)}%)")
        for at, (above, _) in enumerate(making.officers.bands)
    ]
    return [
        ("better_or_within_tolerance", good),
        ("worse", worse),
        *bands,
        ("improved", "Improved since the period before"),
        ("declined", "Declined since the period before"),
        ("static_and_worse", f"Unchanged and {worse[0].lower()}{worse[1:]}"),
    ]


def _upwards(making: Making, at: int) -> str:
    """`Fair or Good`: the bands from one upwards, since every band counts those above it."""
    labels = [label for _, label in making.officers.bands[at:]]
    return " or ".join(labels) if not any(label.lower().startswith("above") for label in labels) else "In band"


def _tiles(making: Making, names: list[tuple[str, str]], found: Mapping[str, OverviewStatistic], before: str) -> Tiles:
    return Tiles(
        tuple(
            Tile(
                title,
                _share(found[name]),
                (
                    f"{words.shortest(found[name].numerator)} of {words.shortest(found[name].denominator)} measures",
                    (
                        f"{_percent(found[name].previous_value)} {before}, "
                        f"{_percent(found[name].same_period_last_year_value)} a year ago"
                    ),
                ),
            )
            for name, title in names
        ),
        "Overview tiles",
    )


def _table(making: Making, names: list[tuple[str, str]], found: Mapping[str, OverviewStatistic], before: str) -> Table:
    at = short_month(making.end) if making.period.frequency == "monthly" else short_quarter(making.end)
    return Table(
        "Statistics of measures",
        (
            Column("Share of measures", "text", 0.4),
            Column(at, "number", 0.12),
            Column("Measures", "number", 0.12),
            Column("Of", "number", 0.12),
            Column(before.capitalize(), "number", 0.12),
            Column("A year ago", "number", 0.12),
        ),
        tuple(
            (
                Cell(title),
                _share(found[name]),
                Cell(words.shortest(found[name].numerator), found[name].numerator),
                Cell(words.shortest(found[name].denominator), found[name].denominator),
                _percent_cell(found[name].previous_value),
                _percent_cell(found[name].same_period_last_year_value),
            )
            for name, title in names
        ),
        "Overview",
        notes=(
            (
                "Each measure has one vote: its headline figure for the whole authority. Bands count percentages that should be high,"
                " whatever their target."
            ),
        ),
    )


def _share(statistic: OverviewStatistic) -> Cell:
    if statistic.value is None:
        return Cell(words.ABSENT)
    return Cell(f"{words.plain(statistic.value, 0)}%", statistic.value, percent=True, ref=statistic.ref)


def _percent(value: object) -> str:
    return words.ABSENT if value is None else f"{words.plain(value, 0)}%"


def _percent_cell(value: object) -> Cell:
    return Cell(words.ABSENT) if value is None else Cell(_percent(value), value, percent=True)


def _headlines(making: Making) -> list[tuple[Measure, Figure]]:
    found = (
        (measure, making.publication.headline(measure)) for measure in making.reported() if measure.theme != "overview"
    )
    return [(measure, figure) for measure, figure in found if figure is not None]


def _moved(making: Making) -> Table:
    rows = []
    for measure, figure in _headlines(making):
        earlier = making.publication.headline(measure, making.before) if making.before else None
        if earlier is not None and {figure.status, earlier.status} <= set(JUDGED) and figure.status != earlier.status:
            rows.append(
                (
                    Cell(measure.name),
                    making.value(measure, earlier),
                    making.status(earlier),
                    making.value(measure, figure),
                    making.target(measure, figure.target),
                    making.status(figure),
                )
            )
    return Table(
        "Measures that changed position against target",
        (
            Column("Measure", "text", 0.36),
            Column("Was", "number", 0.1),
            Column("Status then", "status", 0.17),
            Column("Is", "number", 0.1),
            Column("Target", "number", 0.1),
            Column("Status now", "status", 0.17),
        ),
        tuple(rows),
        "Changed position",
    )


def _standing_out(making: Making) -> Table:
    """Measures whose value is the only best or worst of the last 12 and moved there."""
    rows = []
    for measure, figure in _headlines(making):
        best = figure.is_best_in_12 and figure.direction == "improved"
        worst = figure.is_worst_in_12 and figure.direction == "declined"
        if best or worst:
            rows.append(
                (
                    Cell(measure.name),
                    making.value(measure, figure),
                    making.target(measure, figure.target),
                    making.status(figure),
                    making.movement(figure),
                    Cell("Best of the last 12" if best else "Worst of the last 12"),
                )
            )
    return Table(
        "Best and worst of the last 12 periods",
        (
            Column("Measure", "text", 0.34),
            Column("Value", "number", 0.1),
            Column("Target", "number", 0.1),
            Column("Status", "status", 0.17),
            Column("Movement", "status", 0.13),
            Column("Extreme", "text", 0.16),
        ),
        tuple(rows),
        "Best and worst",
    )
