"""A report before it is written down: sections of blocks that the three writers share.

Nothing here is of one format. A cell holds the words that are printed and the number a workbook keeps.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from reporting.figures import FigureRef
from reporting.text import Paragraph
from reporting.words import Mark


@dataclass(frozen=True)
class Picture:
    """A drawing: SVG text, and the words that say what it shows to those who cannot see it."""

    svg: str
    alternative: str
    title: str = ""


@dataclass(frozen=True)
class Cell:
    """What stands in a cell. `number` is what a workbook keeps, with `decimals`; `percent` says its unit is %.

    `marks` are printed behind the text: with their words where `worded`, else as symbols whose words are read out.
    """

    text: str = ""
    number: Decimal | None = None
    decimals: int = 0
    percent: bool = False
    marks: tuple[Mark, ...] = ()
    worded: bool = False
    picture: Picture | None = None
    paragraphs: tuple[Paragraph, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column: `kind` is `text`, `number`, `status` or `picture`; `width` is a share of the page."""

    head: str
    kind: str = "text"
    width: float = 1.0


@dataclass(frozen=True)
class Table:
    """Rows under one line of heads. `heads` columns on the left name the row.

    `grouped`: the first column is the same for rows that belong together; on paper it is a line above them, in a workbook a column.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sheet: str
    heads: int = 1
    grouped: bool = False
    notes: tuple[str, ...] = ()
    dense: bool = False

    def signs(self, at: int) -> int:
        """The most symbols behind a number of that column: room for them is kept, so that numbers stand below one another."""
        cells = [row[at] for row in self.rows if not row[at].worded] if self.columns[at].kind == "number" else []
        return max((len(cell.marks) for cell in cells), default=0)


@dataclass(frozen=True)
class Text:
    """A paragraph, with its number where the layout counts them."""

    paragraph: Paragraph
    number: str = ""


@dataclass(frozen=True)
class Words:
    """Plain words of the layout."""

    text: str
    number: str = ""


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """A term and what is said of it."""

    term: str
    cell: Cell


@dataclass(frozen=True)
class Facts:
    """Terms and what is said of them, as one list; `sheet` is the workbook's, rows of which begin with `subject`."""

    items: tuple[Fact, ...]
    sheet: str
    subject: str


@dataclass(frozen=True)
class Tile:
    """A headline: its name, its value, its marks, and a few short lines under it."""

    name: str
    cell: Cell
    lines: tuple[str, ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True)
class Tiles:
    items: tuple[Tile, ...]
    sheet: str


@dataclass(frozen=True)
class Pictures:
    """Drawings side by side."""

    items: tuple[Picture, ...]


Block = Table | Text | Words | Bullets | Facts | Tiles | Pictures


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it. `level` 2 is a part of the report, 3 and 4 are parts of a part.

    `wide`: its page lies on its side. `new_page`: it begins one.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    level: int = 2
    wide: bool = False
    new_page: bool = False


@dataclass(frozen=True)
class Source:
    """A figure quoted in the text: its key, and what is published under it."""

    ref: FigureRef
    measure: str
    basis: str
    period: str
    breakdown: str
    value: str
    count: str
    target: str
    status: str


@dataclass(frozen=True)
class Report:
    """A whole report. `made_from` says of which build or edition the figures are."""

    title: str
    subtitle: str
    authority: str
    period: str
    sections: tuple[Section, ...]
    made_from: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...] = field(default=())
