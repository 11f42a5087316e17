"""XLSX: one table to a sheet from A1, notes on a sheet of their own, nothing merged, text that looks like a formula kept as text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import xlsxwriter

from reporting.model import Block, Bullets, Cell, Facts, Report, Table, Text, Tiles, Words
from reporting.text import Number, Paragraph

_NAME_LENGTH = 31
_FORBIDDEN = str.maketrans({sign: " " for sign in "[]:*?/\\'"})
_WIDEST = 70


@dataclass(frozen=True)
class Value:
    """What a cell of a sheet holds: a text, or a number with its decimals; and the note behind it."""

    content: str | Decimal
    decimals: int = 0
    percent: bool = False
    note: str = ""

    @property
    def width(self) -> int:
        return len(self.content) if isinstance(self.content, str) else len(f"{self.content:,.2f}")


@dataclass(frozen=True)
class Sheet:
    """A table: one row of heads and rows below it. `about` says on the first sheet what it holds."""

    name: str
    about: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def render(report: Report, made_on: date) -> bytes:
    """The report as a workbook, dated `made_on`. The same report gives the same bytes."""
    sheets = _named(list(_sheets(report)))
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties(
        {
            "title": f"{report.authority}: {report.title}, {report.subtitle}",
            "author": report.authority,
            "comments": "Every table begins in cell A1 of its sheet. Notes are on the sheet Notes.",
            "created": datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC).replace(tzinfo=None),
        }
    )
    formats = _Formats(book)
    for number, sheet in enumerate(sheets, 1):
        _write(book, formats, sheet, number)
    book.close()
    return stream.getvalue()


class _Formats:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._numbers: dict[tuple[int, bool], xlsxwriter.format.Format] = {}
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1})

    def number(self, decimals: int, percent: bool) -> xlsxwriter.format.Format:
        key = (decimals, percent)
        if key not in self._numbers:
            digits = "#,##0" + ("." + "0" * decimals if decimals else "")
            # The value is in percent already: the sign is printed, nothing is multiplied.
            form = digits + ('"%"' if percent else "")
            self._numbers[key] = self._book.add_format({"num_format": form, "valign": "top"})
        return self._numbers[key]


def _write(book: xlsxwriter.Workbook, formats: _Formats, sheet: Sheet, number: int) -> None:
    page = book.add_worksheet(sheet.name)
    page.hide_gridlines(0)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    for row, values in enumerate(sheet.rows, 1):
        for column, value in enumerate(values):
            if isinstance(value.content, Decimal):
                page.write_number(row, column, float(value.content), formats.number(value.decimals, value.percent))
            else:
                # Not `write`, which makes a formula or a link of a text that looks like one.
                page.write_string(row, column, value.content, formats.text)
            if value.note:
                page.write_comment(row, column, value.note, {"x_scale": 3, "y_scale": 3})
    page.add_table(
        0,
        0,
        max(len(sheet.rows), 1),
        len(sheet.heads) - 1,
        {
            "name": f"Table{number}",
            "columns": [{"header": head, "header_format": formats.head} for head in sheet.heads],
            "style": "Table Style Light 1",
            "autofilter": False,
            "banded_rows": False,
        },
    )
    for column, head in enumerate(sheet.heads):
        widest = max([len(head) // 2, *(row[column].width for row in sheet.rows)])
        page.set_column(column, column, min(max(widest + 2, 9), _WIDEST))


def _sheets(report: Report) -> Iterator[Sheet]:
    """About, the text, every table, the figures quoted and the notes; the first sheet lists them."""
    inner = [_text_sheet(report), *_tables(report)]
    if report.sources:
        inner.append(_sources(report))
    inner.append(_notes(report))
    inner = [sheet for sheet in _named(inner, taken={"About"}) if sheet.rows]
    rows = [(Value("Report"), Value(f"{report.authority}: {report.title}, {report.subtitle}"))]
    rows += [(Value(term), Value(text)) for term, text in report.made_from]
    rows += [(Value(f"Sheet {sheet.name}"), Value(sheet.about)) for sheet in inner]
    yield Sheet("About", "", ("Item", "What it is"), tuple(rows))
    yield from inner


def _named(sheets: list[Sheet], taken: set[str] | None = None) -> list[Sheet]:
    """Sheets with names a workbook can hold, each once."""
    used = {name.lower() for name in taken or ()}
    made = []
    for sheet in sheets:
        wanted = " ".join(sheet.name.translate(_FORBIDDEN).split())
        name, number = wanted[:_NAME_LENGTH].strip(), 2
        while name.lower() in used:
            name, number = f"{wanted[: _NAME_LENGTH - 3].strip()} {number}", number + 1
        used.add(name.lower())
        made.append(Sheet(name, sheet.about, sheet.heads, sheet.rows))
    return made


def _text_sheet(report: Report) -> Sheet:
    rows = []
    title = ""
    for section in report.sections:
        title = section.title
        for block in section.blocks:
            rows += [(Value(title), *row) for row in _lines(block)]
    return Sheet(
        "Text",
        "The paragraphs; a note says which figures each quotes",
        ("Section", "Number", "Text", "Written by"),
        tuple(rows),
    )


def _lines(block: Block) -> Iterator[tuple[Value, ...]]:
    match block:
        case Text():
            by = (block.paragraph.author_role or "Officer") if block.paragraph.officer else "Drafted from the figures"
            yield Value(block.number), Value(block.paragraph.text, note=_note(block.paragraph)), Value(by)
        case Words():
            yield Value(block.number), Value(block.text), Value("Layout")
        case Bullets():
            for item in block.items:
                yield Value("•"), Value(item), Value("Layout")


def _note(paragraph: Paragraph) -> str:
    """Which figure each number of a paragraph is."""
    lines = []
    for sentence in paragraph.sentences:
        for part in sentence.parts:
            if isinstance(part, Number):
                ref = part.figure_ref
                key = ", ".join(
                    word
                    for word in (
                        ref.measure_id,
                        ref.basis,
                        ref.period_end.isoformat(),
                        ref.breakdown,
                        ref.breakdown_value,
                    )
                    if word
                )
                lines.append(f"{part.text}: {key}")
    return "\n".join(dict.fromkeys(lines))


def _tables(report: Report) -> Iterator[Sheet]:
    """Tables as they are, tiles as tables, and facts of one name gathered."""
    facts: dict[str, list[tuple[Value, ...]]] = {}
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                yield _table(block)
            elif isinstance(block, Tiles):
                rows = tuple(
                    (Value(tile.name), _number(tile.cell), Value(_marks(tile.cell)), Value("; ".join(tile.lines)))
                    for tile in block.items
                )
                yield Sheet(block.sheet, "Headlines", ("Headline", "Value", "Status", "More"), rows)
            elif isinstance(block, Facts):
                said = [(Value(block.subject), Value(fact.term), _number(fact.cell)) for fact in block.items]
                facts.setdefault(block.sheet, []).extend(said)
    for name, gathered in facts.items():
        yield Sheet(name, "Each indicator's facts", ("Indicator", "What", "Value"), tuple(gathered))


def _table(table: Table) -> Sheet:
    """A column whose cells are numbers with marks becomes two: the number, and its status in words. Drawings stay out."""
    heads: list[str] = []
    makers = []
    for at, column in enumerate(table.columns):
        if column.kind == "picture":
            continue
        cells = [row[at] for row in table.rows]
        marked = column.kind == "number" and any(cell.marks for cell in cells)
        heads.append(column.head)
        makers.append((at, False))
        if marked:
            heads.append(f"{column.head}: status")
            makers.append((at, True))
    rows = tuple(
        tuple(Value(_marks(row[at])) if status else _number(row[at], table.columns[at].kind) for at, status in makers)
        for row in table.rows
    )
    return Sheet(table.sheet, table.caption, tuple(_once(heads)), rows)


def _number(cell: Cell, kind: str = "number") -> Value:
    """The number of a cell, or its words."""
    if cell.number is not None:
        return Value(Decimal(cell.number), cell.decimals, cell.percent)
    if cell.paragraphs:
        said = "\n".join(
            f"{p.author_role or 'Officer'} writes: {p.text}" if p.officer else p.text for p in cell.paragraphs
        )
        return Value(said, note="\n".join(filter(None, map(_note, cell.paragraphs))))
    return Value(cell.text if kind == "number" and cell.text else " ".join(filter(None, (cell.text, _marks(cell)))))


def _marks(cell: Cell) -> str:
    return "; ".join(mark.text for mark in cell.marks)


def _once(heads: list[str]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for head in heads:
        seen[head] = seen.get(head, 0) + 1
        yield head if seen[head] == 1 else f"{head} {seen[head]}"


def _sources(report: Report) -> Sheet:
    heads = ("Measure id", "Measure", "Basis", "Period to", "Part", "Value", "Count or source", "Target", "Status")
    rows = tuple(
        tuple(
            map(
                Value,
                (s.ref.measure_id, s.measure, s.basis, s.period, s.breakdown, s.value, s.count, s.target, s.status),
            )
        )
        for s in report.sources
    )
    return Sheet("Figures quoted", "The published figures that the paragraphs quote", heads, rows)


def _notes(report: Report) -> Sheet:
    rows = [
        (Value(block.caption), Value(note))
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Table)
        for note in block.notes
    ]
    return Sheet("Notes", "Notes to the tables", ("Table", "Note"), tuple(rows))
