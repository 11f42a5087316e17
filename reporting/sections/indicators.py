"""Indicator blocks by priority, and the summary of movement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from reporting import drawing, words
from reporting.figures import HEADLINE, Comparator
from reporting.layout import Row, rows_of
from reporting.making import Making, Subject
from reporting.model import Block, Cell, Column, Fact, Facts, Pictures, Section, Table, Text, Words
from reporting.periods import short_quarter
from reporting.sections.themes import themes_of
from reporting.text import Paragraph
from reporting.words import Mark

_OUTCOMES = (
    ("improved", "Improved"),
    ("declined", "Declined"),
    ("little changed", words.LITTLE_CHANGED),
    ("static", "Unchanged"),
    ("neutral", "Neutral: moved, neither good nor bad"),
    (None, "No earlier figure"),
)
CAVEAT = (
    "When comparing this measure with a target or with others, the figure is considered neutral: without further analysis an"
    " increase or a decrease is neither positive nor negative."
)


def indicators(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """A heading to each priority and a block to each of its indicators."""
    made = [Section(making.fill(section["title"]), _counted(making, section), new_page=section.get("new_page", False))]
    for title, rows in priorities(making, section):
        made.append(Section(title, level=3))
        made += [_block(making, subject) for subject in making.subjects(rows)]
    return made


def movement(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """What moved since the period before: unchanged and neutral are counted as what they are."""
    found: dict[str | None, list[Subject]] = {}
    # The indicators are those of the layout's own section of them.
    listed = next((one for one in making.layout.sections if one["kind"] == "indicators"), section)
    subjects = [one for _, rows in priorities(making, listed) for one in making.subjects(rows)]
    for subject in subjects:
        found.setdefault(_outcome(subject), []).append(subject)
    counts = [(word, found[outcome]) for outcome, word in _OUTCOMES if outcome in found]
    said = ", ".join(f"{len(those)} {word.split(':')[0].lower()}" for word, those in counts)
    table = Table(
        f"Movement since {_before(making)}",
        (Column("Movement", "text", 0.25), Column("Indicators", "number", 0.12), Column("Which", "text", 0.63)),
        tuple(
            (Cell(word), Cell(str(len(those)), len(those)), Cell("; ".join(_label(one) for one in those)))
            for word, those in counts
        ),
        "Movement",
    )
    lead = Words(f"Of the {len(subjects)} indicators, compared with {_before(making)}: {said}.")
    return [Section(making.fill(section["title"]), (lead, table), section.get("level", 2))]


def priorities(making: Making, section: Mapping[str, Any]) -> list[tuple[str, tuple[Row, ...]]]:
    """Title and rows of each priority; without any, the themes with the measures that have a target."""
    if section.get("priorities"):
        return [(making.fill(one["title"]), rows_of(one["rows"])) for one in section["priorities"]]
    found = []
    for title, measures in themes_of(making, section):
        kept = [one for one in measures if making.publication.targets(one.measure_id)]
        if kept:
            found.append((title, tuple(Row(one.measure_id) for one in kept)))
    return found


def _counted(making: Making, section: Mapping[str, Any]) -> tuple[Block, ...]:
    counts = [(title, len(making.subjects(rows))) for title, rows in priorities(making, section)]
    return (
        Table(
            "Indicators by priority",
            (Column("Priority", "text", 0.8), Column("Indicators", "number", 0.2)),
            tuple((Cell(title), Cell(str(count), count)) for title, count in counts),
            "Priorities",
        ),
    )


def _block(making: Making, subject: Subject) -> Section:
    measure, figure, row = subject.measure, subject.figure, subject.row
    neutral = _outcome(subject) == "neutral" or measure.polarity == "neutral"
    facts = [Fact("Target", making.target(measure, figure.target if figure else None))]
    facts += [
        Fact(
            _who(one),
            Cell(f"{words.target_text(measure, one.value)} ({one.period_end:%B %Y})"),
        )
        for one in making.comparators(subject)
    ]
    if making.before:
        facts.append(
            Fact(f"{short_quarter(making.before)} position", making.value(measure, making.at(subject, making.before)))
        )
    facts.append(Fact(f"{short_quarter(making.end)} position", _position(making, subject)))
    facts.append(Fact("Movement", _moved(subject, neutral)))
    facts.append(
        Fact(
            "Against target",
            Cell(marks=(Mark("", "Neutral: not judged"),), worded=True) if neutral else making.status(figure),
        )
    )
    if row.new_in:
        facts.append(Fact("New", Cell(f"This is a new measure for {row.new_in}.")))
    blocks: list[Block] = [Words(row.scope)] if row.scope else []
    blocks.append(Facts(tuple(facts), "Indicators", _label(subject)))
    blocks += [Text(one) for one in _narrative(making, subject)]
    if neutral:
        blocks.append(Words(f"NB: {making.fill(row.caveat) if row.caveat else CAVEAT}"))
    if row.note:
        blocks.append(Words(making.fill(row.note)))
    drawn = drawing.trend(making, measure) if (row.breakdown, row.value) == HEADLINE else None
    if drawn is not None:
        blocks.append(Pictures((drawn,)))
    return Section(_label(subject), tuple(blocks), 4)


def _who(comparator: Comparator) -> str:
    """A group's figure is its average, unless it is said to be the median; England's is England's."""
    name = words.COMPARATOR[comparator.comparator]
    if comparator.comparator in ("england", "other"):
        return name
    return f"{name}, {'median' if comparator.statistic == 'median' else 'average'}"


def _narrative(making: Making, subject: Subject) -> list[Paragraph]:
    """Drafted words are of the whole authority; a row of a part has the officers' only."""
    drafted = making.drafted(subject.measure) if (subject.row.breakdown, subject.row.value) == HEADLINE else []
    return drafted + making.comment(subject)


def _position(making: Making, subject: Subject) -> Cell:
    """The value, and the count behind it."""
    cell = making.value(subject.measure, subject.figure)
    count = words.count_text(subject.measure, subject.figure) if subject.figure else ""
    return replace(cell, text=f"{cell.text} ({count})") if count else cell


def _moved(subject: Subject, neutral: bool) -> Cell:
    if subject.figure is None or subject.figure.direction is None:
        return Cell(marks=(Mark("", "No earlier figure"),), worded=True)
    mark = words.movement(subject.figure)
    return Cell(marks=(Mark(mark.symbol, f"{mark.word} (neutral)"),) if neutral else (mark,), worded=True)


def _outcome(subject: Subject) -> str | None:
    """What the movement counts as: a neutral measure moves, but neither for good nor ill."""
    direction = subject.figure.direction if subject.figure else None
    if direction == "static" and subject.figure.change:
        return "little changed"
    return "neutral" if direction in ("increased", "decreased") else direction


def _label(subject: Subject) -> str:
    return f"{subject.row.code} {subject.name}" if subject.row.code else subject.name


def _before(making: Making) -> str:
    return short_quarter(making.before) if making.before else "the period before"
