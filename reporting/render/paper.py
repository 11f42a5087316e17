"""PDF: tagged, PDF/UA-1, written by Typst, which refuses a drawing without words for it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import typst

from reporting.figures import ReportRefused
from reporting.model import (
    Block,
    Bullets,
    Cell,
    Facts,
    Picture,
    Pictures,
    Report,
    Section,
    Source,
    Table,
    Text,
    Tiles,
    Words,
)
from reporting.text import Paragraph

_TEMPLATE = Path(__file__).parent / "templates" / "report.typ"


def render(report: Report, made_on: date) -> bytes:
    """The report as PDF, dated `made_on`. The same report gives the same bytes where the same fonts are."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        drawn = _Drawn(root)
        (root / "report.typ").write_bytes(_TEMPLATE.read_bytes())
        (root / "report.json").write_text(json.dumps(_report(report, made_on, drawn)), encoding="utf-8")
        try:
            return typst.compile(
                root / "report.typ",
                root=root,
                format="pdf",
                pdf_standards="ua-1",
                timestamp=datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC),
            )
        except typst.TypstError as problem:
            raise ReportRefused(f"the PDF could not be written: {str(problem).splitlines()[0]}") from None


class _Drawn:
    """Drawings as files beside the document, each once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._names: dict[str, str] = {}

    def name(self, picture: Picture) -> str:
        if picture.svg not in self._names:
            self._names[picture.svg] = name = f"drawing-{len(self._names)}.svg"
            (self._root / name).write_text(picture.svg, encoding="utf-8")
        return self._names[picture.svg]


def _report(report: Report, made_on: date, drawn: _Drawn) -> dict[str, Any]:
    runs = [
        {"wide": wide, "sections": [_section(section, drawn) for section in sections]}
        for wide, sections in groupby(report.sections, key=lambda section: section.wide)
    ]
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "authority": report.authority,
        "period": report.period,
        "date": [made_on.year, made_on.month, made_on.day],
        "details": [list(pair) for pair in report.made_from],
        "runs": runs,
        "quoted": _quoted(report.sources),
    }


def _quoted(sources: Sequence[Source]) -> list[dict[str, Any]]:
    """The figures behind the text, gathered by measure and by basis and period, so that the list stays short on paper."""
    measures: dict[str, dict[str, list[list[str]]]] = {}
    for source in sources:
        when = ", ".join(filter(None, (source.basis, source.period)))
        measures.setdefault(source.measure, {}).setdefault(when, []).append([source.ref.anchor, _published(source)])
    return [
        {"measure": measure, "times": [{"when": when, "figures": figures} for when, figures in times.items()]}
        for measure, times in measures.items()
    ]


def _published(source: Source) -> str:
    """`Demoshire 85% (210 of 248; target 90%)`."""
    behind = "; ".join(filter(None, (source.count, f"target {source.target}" if source.target else "")))
    return f"{source.breakdown} {source.value}" + (f" ({behind})" if behind else "")


def _section(section: Section, drawn: _Drawn) -> dict[str, Any]:
    return {
        "title": section.title,
        "level": section.level - 1,
        "new": section.new_page,
        "blocks": [_block(block, drawn) for block in section.blocks],
    }


def _block(block: Block, drawn: _Drawn) -> dict[str, Any]:
    match block:
        case Table():
            return {"kind": "table", **_table(block, drawn)}
        case Text():
            return {"kind": "text", "number": block.number, **_paragraph(block.paragraph)}
        case Words():
            return {"kind": "text", "number": block.number, "officer": False, "by": "", "parts": [[block.text, ""]]}
        case Bullets():
            return {"kind": "bullets", "items": list(block.items)}
        case Facts():
            return {"kind": "facts", "items": [[fact.term, _cell(fact.cell, drawn)] for fact in block.items]}
        case Tiles():
            return {
                "kind": "tiles",
                "items": [
                    {
                        "name": tile.name,
                        "cell": _cell(tile.cell, drawn),
                        "lines": list(tile.lines),
                        **_drawing(tile.picture, drawn),
                    }
                    for tile in block.items
                ],
            }
        case Pictures():
            return {"kind": "pictures", "items": [_drawing(picture, drawn) for picture in block.items]}


def _table(table: Table, drawn: _Drawn) -> dict[str, Any]:
    first = int(table.grouped)
    return {
        "caption": table.caption,
        "heads": [column.head for column in table.columns[first:]],
        "kinds": [column.kind for column in table.columns[first:]],
        "widths": [column.width for column in table.columns[first:]],
        "signs": [table.signs(at) for at in range(first, len(table.columns))],
        "rows": list(_rows(table, first, drawn)),
        "notes": list(table.notes),
        "dense": table.dense,
    }


def _rows(table: Table, first: int, drawn: _Drawn) -> Iterator[dict[str, Any]]:
    """Rows in order; before those of a group, one with its name."""
    group = None
    for row in table.rows:
        if table.grouped and row[0].text != group:
            group = row[0].text
            yield {"group": group}
        yield {"cells": [_cell(cell, drawn) for cell in row[first:]]}


def _cell(cell: Cell, drawn: _Drawn) -> dict[str, Any]:
    """Only what the cell has: most have a text and nothing else."""
    made: dict[str, Any] = {"text": cell.text}
    if cell.number is not None:
        made["number"] = True
    if cell.marks:
        made["marks"] = [[mark.symbol, mark.word if cell.worded else "", mark.tone] for mark in cell.marks]
    if cell.paragraphs:
        made["paragraphs"] = [_paragraph(paragraph) for paragraph in cell.paragraphs]
    return made | _drawing(cell.picture, drawn)


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    by = f"{paragraph.author_role or 'Officer'} writes:" if paragraph.officer else ""
    parts = []
    for at, sentence in enumerate(paragraph.sentences):
        parts += [[" ", ""]] if at else []
        parts += [
            [part, ""] if isinstance(part, str) else [part.text, part.figure_ref.anchor] for part in sentence.parts
        ]
    return {"officer": paragraph.officer, "by": by, "parts": parts}


def _drawing(picture: Picture | None, drawn: _Drawn) -> dict[str, str]:
    return {} if picture is None else {"drawing": drawn.name(picture), "alt": picture.alternative}
