"""What a return gives: parts of files whose records are counted, and rows of landing tables made from those records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ingest.problems import Problem
from ingest.returns.decode import as_date, iso_date

Values = Mapping[str, str | None]


@dataclass(frozen=True, eq=False)
class Part:
    """Records of one kind in one file: a CSV, the elements of one name in an XML file, a sheet of a workbook.

    `lines[i]` is the line (in a sheet the row) on which record i begins, `raw_text(i)` the record as it stands. Of a sheet
    `letters` gives the column that a landing column is read from, as `List 4!F`.
    """

    file: str
    kind: str
    source: str
    lines: Sequence[int]
    raw_text: Callable[[int], str]
    sha256: str
    encoding: str | None
    notices: tuple[str, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Entry:
    """One record of a part, by the return's own column names; empty is None."""

    part: Part
    record: int
    values: Values

    def __getitem__(self, column: str) -> str | None:
        return self.values.get(column)


@dataclass(eq=False)
class Row:
    """A row of a landing table and the record it was made from.

    Each record has at most one row with `is_event`, in one table: the row its own fate is read from. `source` is said only
    where rows of several sources meet (ssd_person).
    """

    values: dict[str, str | None]
    part: Part
    record: int
    is_event: bool
    source: str


@dataclass(frozen=True)
class Note:
    """A finding only the reader of a return can make: the rule, its column, and the row it is about."""

    rule: str
    column: str | None
    row: Row


@dataclass(eq=False)
class Offer:
    """The rows of one landing table from one source, and what the manifest says of them (returns.md 1.1).

    `columns` are those the source can fill; the contract's others are absent.
    """

    table: str
    source: str
    columns: tuple[str, ...]
    as_at: date
    history_from: date | None
    cohort: str = "all"
    rows: list[Row] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def add(self, entry: Entry, *, is_event: bool = False, **values: Any) -> Row:
        """A row made from `entry`; values are text or None."""
        row = Row(values, entry.part, entry.record, is_event, self.source)
        self.rows.append(row)
        return row

    def unite(self, name: str, order: Mapping[Part, Any]) -> None:
        """One row for each value of column `name`, in any case, that several parts give: that of the part last in `order`.

        Rows that share an id within one part all stay, for DQ002 to judge.
        """
        latest: dict[str, Any] = {}

        def identity(row: Row) -> str | None:
            value = row.values[name]
            return value and value.upper()

        for row in self.rows:
            own, place = identity(row), order[row.part]
            if own is not None and (own not in latest or place > latest[own]):
                latest[own] = place
        self.rows = [row for row in self.rows if identity(row) is None or order[row.part] == latest[identity(row)]]


@dataclass(eq=False)
class Return:
    """Everything read from one kind of return: the parts of its files and an offer by landing table."""

    parts: list[Part] = field(default_factory=list)
    offers: dict[str, Offer] = field(default_factory=dict)

    def offer(self, offer: Offer) -> Offer:
        """Register the offer of a table."""
        self.offers[offer.table] = offer
        return offer


FEWEST_DATES = 10  # of fewer, each that cannot be read is held back by itself


def undated(part: Part, entries: Sequence[Entry], columns: Iterable[str]) -> list[Problem]:
    """Columns of dates most of which cannot be read: they are in another form, and what can be read of it is read wrongly."""
    problems = []
    for column in columns:
        given = [entry for entry in entries if entry[column] is not None]
        unread = [entry for entry in given if (day := iso_date(entry[column])) is not None and as_date(day) is None]
        if len(given) >= FEWEST_DATES and 2 * len(unread) > len(given):
            message = f"{len(unread)} of {len(given)} dates cannot be read, which are day first: 31/03/2024"
            problems.append(Problem(part.file, part.lines[unread[0].record], column, "return-dates", message))
    return problems


def by_child(entries: Iterable[Entry], column: str) -> dict[str, list[Entry]]:
    """Entries by child id as keys hold it, in their order; those without a child are left out."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        child = entry[column]
        if child is not None:
            found.setdefault(child.upper(), []).append(entry)
    return found
