"""The strategic scorecard: a table to each theme over five quarters, and the risk register."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from reporting import words
from reporting.figures import Figure
from reporting.layout import Row, rows_of
from reporting.making import Making, Subject
from reporting.model import Block, Cell, Column, Section, Table, Words
from reporting.officers import Risk
from reporting.periods import short_month
from reporting.sections.plain import DIRECTIONS, band_of
from reporting.sections.themes import themes_of
from reporting.sentences import standing

_QUARTERS = 5
_YEARS = 5


def scorecard(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """One scorecard: its holder, then a table to each theme; the layout lists rows, or takes whole themes as they are reported."""
    made = [
        Section(
            making.fill(section["title"]),
            (Words(making.fill(section["holder"])),) if section.get("holder") else (),
            wide=True,
            new_page=True,
        )
    ]
    for title, rows in _themes(making, section):
        subjects = making.subjects(rows)
        if subjects:
            tables = tuple(_tables(making, title, subjects, section.get("drafted", True)))
            made.append(Section(title, tables, 3, wide=True))
    return made


def _themes(making: Making, section: Mapping[str, Any]) -> list[tuple[str, tuple[Row, ...]]]:
    if any(isinstance(theme, dict) and "rows" in theme for theme in section.get("themes", ())):
        return [(making.fill(theme["title"]), rows_of(theme["rows"])) for theme in section["themes"]]
    found = []
    for title, measures in themes_of(making, section):
        kept = [
            measure for measure in measures if measure.in_overview or making.publication.targets(measure.measure_id)
        ]
        found.append((title, tuple(Row(measure.measure_id) for measure in kept)))
    return found


def _tables(making: Making, title: str, subjects: list[Subject], drafted: bool) -> list[Block]:
    """What is judged, what has no target, and what is of an academic year, each in a table with its own columns."""
    yearly = [one for one in subjects if one.basis == "annual"]
    quarterly = [one for one in subjects if one.basis != "annual"]
    judged = [one for one in quarterly if one.figure is not None and one.figure.target is not None]
    unjudged = [one for one in quarterly if one not in judged]
    made: list[Block] = []
    if judged:
        made.append(_table(making, title, judged, True, drafted))
    if unjudged:
        made.append(_table(making, f"{title}: measures without a target", unjudged, False, drafted))
    if yearly:
        made.append(_yearly(making, f"{title}: measures of an academic year", yearly))
    return made


def _table(making: Making, title: str, subjects: list[Subject], judged: bool, drafted: bool) -> Table:
    quarters = making.recent(_QUARTERS)
    columns = [
        Column("Measure", "text", 0.18),
        Column("Good Performance High/Low", "text", 0.085),
        Column("Reporting Basis", "text", 0.065),
        *(Column(short_month(when), "number", 0.05) for when in quarters[:-1]),
        Column(f"Actual {short_month(making.end)}", "number", 0.05),
    ]
    columns += (
        [Column(f"Target {short_month(making.end)}", "number", 0.05), Column("Symbol", "status", 0.08)]
        if judged
        else []
    )
    columns += [Column("Comments", "text", 0.25 if judged else 0.38), Column("Comparator Group", "text", 0.12)]
    rows = []
    for one in subjects:
        row = [
            Cell(one.name),
            Cell(words.POLARITY[one.measure.polarity]),
            Cell(words.BASIS[one.basis]),
            *(making.value(one.measure, making.at(one, when)) for when in quarters),
        ]
        if judged:
            row += [_target(one), making.status(one.figure)]
        rows.append((*row, _comments(making, one, drafted), _comparators(making, one)))
    caption = f"{title}: five quarters to {short_month(making.end)}"
    return Table(caption, tuple(columns), tuple(rows), title)


def _yearly(making: Making, title: str, subjects: list[Subject]) -> Table | Words:
    """Five academic years up to the last one of which any row has a value."""
    found = {one.key: _by_year(making, one) for one in subjects}
    if not any(found.values()):
        return Words(f"No figure of the last five academic years: {'; '.join(one.name for one in subjects)}.")
    last = max(year for years in found.values() for year in years)
    years = range(last - _YEARS + 1, last + 1)
    rows = []
    for one in subjects:
        values = found[one.key]
        when = max((figure.period_end for figure in values.values()), default=making.end).replace(year=last)
        rows.append(
            (
                Cell(one.name),
                Cell(words.POLARITY[one.measure.polarity]),
                Cell(words.BASIS[one.basis]),
                *(making.value(one.measure, values.get(year)) for year in years),
                Cell(paragraphs=tuple(making.comment(one, when))),
                _comparators(making, one),
            )
        )
    return Table(
        title,
        (
            Column("Measure", "text", 0.21),
            Column("Good Performance High/Low", "text", 0.085),
            Column("Reporting Basis", "text", 0.075),
            *(Column(f"Academic Year Ending {year}", "number", 0.068) for year in years),
            Column("Comments", "text", 0.2),
            Column("Comparator Group", "text", 0.12),
        ),
        tuple(rows),
        title,
    )


def _by_year(making: Making, subject: Subject) -> dict[int, Figure]:
    found = (making.at(subject, when) for when in making.publication.periods)
    return {figure.period_end.year: figure for figure in found if figure is not None and figure.value is not None}


def _target(subject: Subject) -> Cell:
    """The target with the decimals of the figures beside it."""
    measure, target = subject.measure, subject.figure.target
    return Cell(words.value_text(measure, target), target, measure.decimals, measure.unit == "%")


def _comments(making: Making, subject: Subject, drafted: bool) -> Cell:
    """What an officer wrote; where nobody did and the row is worse than target, how it stands and for how long."""
    written = making.comment(subject)
    judged = subject.figure is not None and subject.figure.status == "worse"
    if not written and drafted and judged and subject.row.breakdown == "authority":
        written = standing(making.publication, subject.measure, making.end)
    return Cell(paragraphs=tuple(written))


def _comparators(making: Making, subject: Subject) -> Cell:
    found = making.comparators(subject)
    if not found:
        return Cell("n/a")
    return Cell("; ".join(making.comparator(subject.measure, one) for one in found))


def risks(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """The register: inherent score, the scores of five quarters, bands, and where each is going."""
    quarters = making.recent(_QUARTERS)
    current = [risk for risk in making.officers.risks if risk.period_end == making.end]
    blocks: list[Block] = []
    for parent in dict.fromkeys(risk.parent or "" for risk in current):
        mine = [risk for risk in current if (risk.parent or "") == parent]
        blocks.append(_register(making, parent or making.fill(section["title"]), mine, quarters))
    if not current:
        blocks.append(Words("The register has no risk scored for this period."))
    return [Section(making.fill(section["title"]), tuple(blocks), wide=True, new_page=True)]


def _register(making: Making, title: str, risks_: list[Risk], quarters: list[date]) -> Table:
    scored = {(risk.risk_id, risk.period_end): risk for risk in making.officers.risks}
    rows = []
    for risk in risks_:
        earlier = scored.get((risk.risk_id, quarters[-2])) if len(quarters) > 1 else None
        rows.append(
            (
                Cell(risk.risk_id),
                Cell(risk.description),
                Cell(risk.owner_role or ""),
                _score(risk.inherent_score),
                *(_score(_scored(scored.get((risk.risk_id, when)))) for when in quarters),
                _travel(risk.score, _scored(earlier)),
                Cell(risk.comment or ""),
            )
        )
    return Table(
        title,
        (
            Column("Risk", "text", 0.045),
            Column("Description", "text", 0.2),
            Column("Risk Owner", "text", 0.085),
            Column("Inherent Risk", "status", 0.065),
            *(Column(short_month(when), "status", 0.065) for when in quarters[:-1]),
            Column(f"Actual {short_month(making.end)}", "status", 0.065),
            Column(f"DoT {short_month(making.end)}", "status", 0.075),
            Column("Comments", "text", 0.205),
        ),
        tuple(rows),
        "Risk register" if title == "" else title,
        heads=2,
    )


def _scored(risk: Risk | None) -> int | None:
    return None if risk is None else risk.score


def _score(score: int | None) -> Cell:
    """Band and score, `Moderate 8`."""
    if score is None:
        return Cell(words.ABSENT)
    mark = band_of(score)
    return Cell(marks=(words.Mark(mark.symbol, f"{mark.word} {score}", mark.tone),), worded=True)


def _travel(now: int | None, before: int | None) -> Cell:
    if now is None or before is None:
        return Cell(words.ABSENT)
    return Cell(
        marks=(DIRECTIONS[2] if now == before else DIRECTIONS[0] if now > before else DIRECTIONS[1],), worded=True
    )
