"""The committee's sections: measures month against month, and cohorts side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from reporting import drawing, words
from reporting.english import number
from reporting.figures import Figure
from reporting.layout import rows_of
from reporting.making import Making, Subject
from reporting.model import Block, Cell, Column, Pictures, Section, Table, Tile, Tiles
from reporting.periods import short_month


def measures(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """Listed measures: a table of this period, the one before and the year before, then a paragraph each.

    `tiles`: the headlines also open the section as tiles. `charts`: trends of those of them it names close it.
    """
    subjects = making.subjects(rows_of(section["rows"]))
    blocks: list[Block] = []
    if section.get("tiles"):
        blocks.append(Tiles(tuple(_tile(making, one) for one in subjects if _shown(one)), f"{section['title']} tiles"))
    blocks.append(_against(making, section, subjects))
    said: set[str] = set()
    for subject in subjects:
        if subject.measure.measure_id not in said:
            said.add(subject.measure.measure_id)
            blocks += making.texts(subject.measure, section.get("numbered"))
    charted = {
        one.measure.measure_id: one.measure for one in subjects if one.measure.measure_id in section.get("charts", ())
    }
    drawn = [drawing.trend(making, measure) for measure in charted.values()]
    pictures = tuple(one for one in drawn if one is not None)
    if pictures:
        blocks.append(Pictures(pictures))
    return [Section(making.fill(section["title"]), tuple(blocks), section.get("level", 2))]


def cohorts(making: Making, section: Mapping[str, Any]) -> list[Section]:
    """A table to each standard (visits, plans, supervision), a row to each cohort, with what is drafted of it."""
    made = [Section(making.fill(section["title"]), level=section.get("level", 2))]
    for part in section["tables"]:
        subjects = making.subjects(rows_of(part["rows"]))
        if not subjects:
            continue
        blocks: list[Block] = [_cohort_table(making, making.fill(part["title"]), subjects)]
        said: set[str] = set()
        for subject in subjects:
            if subject.measure.measure_id not in said:
                said.add(subject.measure.measure_id)
                blocks += making.texts(subject.measure, section.get("numbered"))
        made.append(Section(making.fill(part["title"]), tuple(blocks), section.get("level", 2) + 1))
    return made


def _shown(subject: Subject) -> bool:
    return subject.figure is not None and subject.figure.value is not None


def _tile(making: Making, subject: Subject) -> Tile:
    figure = subject.figure
    lines = []
    if figure.target is not None:
        lines.append(f"Target {words.target_text(subject.measure, figure.target)}")
    if figure.previous_value is not None:
        lines.append(f"{words.movement(figure).text} from {words.value_text(subject.measure, figure.previous_value)}")
    if count := words.count_text(subject.measure, figure):
        lines.append(count)
    cell = making.value(subject.measure, figure, dated=True)
    marks = making.judged(figure)
    picture = drawing.sparkline(making, subject.measure, subject.basis, "tile")
    return Tile(subject.name, replace(cell, marks=marks, worded=True), tuple(lines), picture)


def _against(making: Making, section: Mapping[str, Any], subjects: list[Subject]) -> Table:
    """Columns of the year before, targets and benchmarks stand only where a row has one."""
    yearly = any(one.figure is not None and one.figure.same_period_last_year_value is not None for one in subjects)
    judged = any(one.figure is not None and one.figure.target is not None for one in subjects)
    compared = any(making.comparators(one) for one in subjects)
    columns = [
        Column("Measure", "text", 0.25),
        Column(short_month(making.before) if making.before else "Before", "number", 0.095),
        Column(short_month(making.end), "number", 0.095),
        Column("Change", "number", 0.12),
        Column("Movement", "status", 0.14),
    ]
    columns += [Column("A year ago", "number", 0.08)] if yearly else []
    columns += [Column("Target", "number", 0.07), Column("Status", "status", 0.14)] if judged else []
    columns += [Column("Benchmark", "text", 0.19)] if compared else []
    return Table(
        f"{making.fill(section['title'])}: {making.period.title} against the month before",
        tuple(columns),
        tuple(_against_row(making, one, yearly, judged, compared) for one in subjects),
        section["title"],
    )


def _against_row(making: Making, subject: Subject, yearly: bool, judged: bool, compared: bool) -> tuple[Cell, ...]:
    measure, figure = subject.measure, subject.figure
    # An earlier figure that stands in is compared with nothing: its movement is not that between the columns.
    moved = figure if figure is not None and figure.period_end == making.end else None
    row = [
        Cell(subject.name),
        making.value(measure, making.at(subject, making.before) if moved or figure is None else None),
        making.value(measure, figure, dated=True),
        _change(subject, moved),
        making.movement(moved),
    ]
    if yearly:
        row.append(_number(making, subject, moved.same_period_last_year_value if moved else None))
    if judged:
        row += [making.target(measure, figure.target if figure else None), making.status(figure)]
    if compared:
        row.append(Cell("; ".join(making.comparator(measure, one) for one in making.comparators(subject))))
    return tuple(row)


def _cohort_table(making: Making, title: str, subjects: list[Subject]) -> Table:
    return Table(
        f"{title}: {making.period.title} against the month before",
        (
            Column("Cohort", "text", 0.34),
            Column(short_month(making.before) if making.before else "Before", "number", 0.11),
            Column(short_month(making.end), "number", 0.11),
            Column("Movement", "status", 0.15),
            Column("Target", "number", 0.09),
            Column("Status", "status", 0.2),
        ),
        tuple(
            (
                Cell(one.name),
                making.value(one.measure, making.at(one, making.before)),
                making.value(one.measure, one.figure),
                making.movement(one.figure),
                making.target(one.measure, one.figure.target if one.figure else None),
                making.status(one.figure),
            )
            for one in subjects
        ),
        title,
    )


def _number(making: Making, subject: Subject, value: Any) -> Cell:
    if value is None:
        return Cell(words.ABSENT)
    measure = subject.measure
    return Cell(words.value_text(measure, value), value, measure.decimals, measure.unit == "%")


def _change(subject: Subject, figure: Figure | None) -> Cell:
    """The published change: of a share in points, of anything else in its own unit."""
    if figure is None or figure.change is None:
        return Cell(words.ABSENT)
    sign = "+" if figure.change > 0 else "−" if figure.change < 0 else ""
    text = sign + number(abs(figure.change), subject.measure.decimals)
    return Cell(text + (" points" if subject.measure.unit == "%" else ""), figure.change, subject.measure.decimals)
