"""The overview: how many measures do how well, what changed position, what stands out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reporting import drawing, words
from reporting.figures import OverviewStatistic
from reporting.making import Making
from reporting.model import Block, Cell, Pictures, Section, Text, Tile, Tiles, Words
from reporting.sentences import overview_paragraphs


def statistics(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """The statistics of measures as tiles, what is drafted of them, and how the first of them has gone."""
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
    return [Section(making.fill(section["title"]), tuple(blocks))]


def _titles(making: Making) -> list[tuple[str, str]]:
    better, worse = making.marks["better"].word, making.marks["worse"].word
    good = "Better than or within tolerance of target" if "within_tolerance" in making.marks else better
    bands = [
        (f"above_{words.shortest(above)}", f"{_upwards(making, at)} (above {words.shortest(above)}%)")
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


def _tiles(names: list[tuple[str, str]], found: Mapping[str, OverviewStatistic], before: str) -> Tiles:
    return Tiles(
        tuple(
            Tile(
                title,
                _share(found[name]),
                (
                    f"{words.shortest(found[name].numerator)} of {words.shortest(found[name].denominator)} measures",
                    _earlier(found[name], before),
                ),
            )
            for name, title in names
        ),
        "Overview tiles",
    )


def _share(statistic: OverviewStatistic) -> Cell:
    if statistic.value is None:
        return Cell(words.ABSENT)
    return Cell(f"{words.plain(statistic.value, 0)}%", statistic.value, percent=True)


def _earlier(statistic: OverviewStatistic, before: str) -> str:
    """`31% last month, 40% a year ago`, as far as they are known."""
    known = ((statistic.previous_value, before), (statistic.same_period_last_year_value, "a year ago"))
    return ", ".join(f"{_percent(value)} {when}" for value, when in known if value is not None) or "no earlier figure"


def _percent(value: object) -> str:
    return words.ABSENT if value is None else f"{words.plain(value, 0)}%"
