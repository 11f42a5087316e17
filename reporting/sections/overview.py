"""The overview: how many measures do how well, what changed position, what stands out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reporting import drawing, words
from reporting.drafting.overview import standouts
from reporting.english import number, plain
from reporting.figures import Figure, Measure, OverviewStatistic
from reporting.making import JUDGED, Making
from reporting.model import Block, Cell, Column, Pictures, Section, Table, Text, Tile, Tiles, Words
from reporting.periods import short_month
from reporting.sections.themes import themes_of
from reporting.sentences import overview_paragraphs


def statistics(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """The statistics of measures as tiles, what is drafted of them, their trend, how they are by theme, and what stands out."""
    found = {one.statistic: one for one in making.publication.overview(making.end)}
    names = [(name, title) for name, title in _titles(making) if name in found]
    before = "last month" if making.period.frequency == "monthly" else "last quarter"
    if not names:
        return [Section(making.fill(section["title"]), (Words("No measure can be judged in this period."),))]
    blocks: list[Block] = [_tiles(names, found, before)]
    prefix = section.get("numbered")
    blocks += [Text(one, making.next_number(prefix)) for one in overview_paragraphs(making.publication, making.end)]
    overview = [measure for measure in making.reported() if measure.theme == "overview"]
    for measure in overview:
        blocks += [Text(one) for one in making.comments(measure.measure_id)]
    drawn = [drawing.trend(making, measure) for measure in overview[:1]]
    blocks += [Pictures(tuple(one for one in drawn if one is not None))] if any(drawn) else []
    blocks += [_by_theme(making, section), *_standing_out(making)]
    return [Section(making.fill(section["title"]), tuple(blocks))]


def _titles(making: Making) -> list[tuple[str, str]]:
    better, worse = making.marks["better"].word, making.marks["worse"].word
    good = "Better than or within tolerance of target" if "within_tolerance" in making.marks else better
    bands = [
        (f"above_{plain(above)}", f"{_upwards(making, at)} (above {plain(above)}%)")
        for at, (above, _) in enumerate(making.officers.bands)
    ]
    return [
        ("better_or_within_tolerance", good),
        ("worse", worse),
        *bands,
        ("improved", "Improved since the period before"),
        ("declined", "Declined since the period before"),
        ("static_and_worse", f"Little changed and {worse[0].lower()}{worse[1:]}"),
    ]


def _upwards(making: Making, at: int) -> str:
    """`Fair or Good`: the bands from one upwards, since every band counts those above it."""
    labels = [label for _, label in making.officers.bands[at:]]
    return " or ".join(labels) if not any(label.lower().startswith("above") for label in labels) else "In band"


def _tiles(names: list[tuple[str, str]], found: Mapping[str, OverviewStatistic], before: str) -> Tiles:
    return Tiles(
        tuple(
            Tile(
                title,
                _share(found[name]),
                (
                    f"{plain(found[name].numerator)} of {plain(found[name].denominator)} measures",
                    *_earlier(found[name], before),
                ),
            )
            for name, title in names
        ),
        "Overview tiles",
    )


def _share(statistic: OverviewStatistic) -> Cell:
    if statistic.value is None:
        return Cell(words.ABSENT)
    return Cell(f"{number(statistic.value, 0)}%", statistic.value, percent=True)


def _earlier(statistic: OverviewStatistic, before: str) -> tuple[str, ...]:
    """`31% last month` and `40% a year ago`, as far as they are known."""
    known = ((statistic.previous_value, before), (statistic.same_period_last_year_value, "a year ago"))
    return tuple(f"{number(value, 0)}% {when}" for value, when in known if value is not None) or ("no earlier figure",)


def _by_theme(making: Making, section: Mapping[str, Any]) -> Table | Words:
    """The judged measures of the statistics above, theme by theme."""
    states = [status for status in JUDGED if status in making.marks]
    found = [
        (title, [figure for measure in measures if (figure := _judged(making, measure)) is not None])
        for title, measures in themes_of(making, section)
    ]
    moved = ("improved", "declined") if any(one.direction for _, judged in found for one in judged) else ()
    rows = []
    for title, judged in found:
        if judged:
            statuses = [figure.status for figure in judged]
            directions = [figure.direction for figure in judged]
            counts = [len(judged), *map(statuses.count, states), *map(directions.count, moved)]
            rows.append((Cell(title), *(Cell(str(count), count) for count in counts)))
    if not rows:
        return Words("No measure counted here has a target that is in force, so none is judged.")
    return Table(
        "Judged measures by theme",
        (
            Column("Theme", "text", 0.31),
            Column("Judged", "number", 0.09),
            *(Column(making.short_marks[status].text, "number", 0.15) for status in states),
            *(Column(direction.capitalize(), "number", 0.1) for direction in moved),
        ),
        tuple(rows),
        "Status by theme",
    )


def _judged(making: Making, measure: Measure) -> Figure | None:
    """The headline of a measure that counts in the statistics; None where it is not judged."""
    figure = making.publication.headline(measure) if measure.in_overview else None
    return figure if figure is not None and figure.status in JUDGED else None


def _standing_out(making: Making) -> list[Table]:
    rows = [
        (
            Cell(said),
            Cell(measure.name),
            making.value(measure, making.publication.figure(measure.measure_id, figure.basis, making.before))
            if making.before
            else Cell(words.ABSENT),
            making.value(measure, figure),
            making.target(measure, figure.target),
            making.status(figure),
        )
        for said, members in standouts(making.publication, making.end)
        for measure, figure in members
    ]
    if not rows:
        return []
    return [
        Table(
            "What stands out",
            (
                Column("Why", "text", 0.2),
                Column("Measure", "text", 0.42),
                Column(short_month(making.before) if making.before else "Before", "number", 0.1),
                Column(short_month(making.end), "number", 0.1),
                Column("Target", "number", 0.09),
                Column("Status", "status", 0.17),
            ),
            tuple(rows),
            "What stands out",
            heads=2,
            grouped=True,
        )
    ]
