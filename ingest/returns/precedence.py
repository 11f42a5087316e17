"""One source for each landing table, and people merged from all. Source: returns.md section 1.2.

A table that an extract or a local system supplies as a file is taken from there. Of the returns the 903 comes first, then
the CIN census, then Annex A; but workers, teams and who held a case come from Annex A before the 903, which knows the
social workers of looked-after children alone. Two tables are merged: ssd_person by child, column by column; and
ext_reported_history item by item, since its key names the return.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from ingest.csv_records import Expected
from ingest.returns.keys import child_part
from ingest.returns.offers import Note, Offer, Part, Return, Row
from ingest.supplied import ManifestRow, Supplied
from ingest.values import cleaned
from schemas.contract import Contract, Table

ORDER = ("ssda903", "cin", "annex_a")
WORKERS = ("ssd_involvements", "ssd_professionals", "ssd_department")
WORKERS_ORDER = ("annex_a", "ssda903", "cin")
PEOPLE, HISTORY = "ssd_person", "ext_reported_history"
COMPARED = ("pers_dob", "pers_sex")
UNKNOWN_SEX = "U"


@dataclass(frozen=True, eq=False)
class MadeRecords:
    """Rows of a landing table made from returns, as text; a row's line, file and raw text are those of its record."""

    table: pa.Table
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    sha256: str

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def lines(self) -> np.ndarray:
        return np.array([row.part.lines[row.record] for row in self.rows], np.int64)

    @cached_property
    def files(self) -> list[str]:
        return [row.part.file for row in self.rows]

    @cached_property
    def sources(self) -> list[str]:
        return [row.source for row in self.rows]

    def raw_text(self, record: int) -> str:
        row = self.rows[record]
        return row.part.raw_text(row.record)


def choose(
    returns: list[Return], files: list[Supplied], contract: Contract, say: Callable[[str], None]
) -> list[Supplied]:
    """The tables of an extract, each from one source: `files` as they are, and what returns alone can give.

    `say` is told of each table that a return could give and another source does.
    """
    given = {one.table.name: one for one in files}
    offers: dict[str, list[Offer]] = {}
    for made in returns:
        for name, offer in made.offers.items():
            offers.setdefault(name, []).append(offer)
    for name, found in offers.items():
        order = WORKERS_ORDER if name in WORKERS else ORDER
        found.sort(key=lambda offer, order=order: order.index(offer.source))
    spelling = _spelling(given.get(PEOPLE), offers.get(PEOPLE, []))
    chosen = dict(given)
    for name, found in offers.items():
        if name == PEOPLE:
            chosen[name] = _people(given.get(name), found, spelling, contract.tables[name])
            continue
        if name in given:
            taken, left = None, found
        elif name == HISTORY:
            taken, left = _by_item(found), []
        else:
            taken, *left = found
        for offer in left:
            told = taken or given[name].manifest
            say(
                f"notice: {name}: taken from {told.source} (true for {told.as_at}), not from {offer.source} ({offer.as_at})"
            )
        if taken is not None:
            chosen[name] = _supplied(taken, spelling, contract.tables[name])
    return [chosen[name] for name in contract.tables if name in chosen]


def _spelling(given: Supplied | None, offers: list[Offer]) -> dict[str, str]:
    """How the first source that knows a child writes its id, by the id as keys hold it."""
    found: dict[str, str] = {}
    for child in given.records.table["pers_person_id"].to_pylist() if given else ():
        found.setdefault(child_part(child or ""), (child or "").strip())
    for row in (row for offer in offers for row in offer.rows):
        child = row.values["pers_person_id"]
        if child is not None:
            found.setdefault(child_part(child), child)
    return found


def _respelled(rows: list[Row], table: Table, spelling: Mapping[str, str]) -> None:
    people = {table.person_column, *(name for name, target in table.foreign_keys.items() if target[0] == PEOPLE)}
    for row in rows:
        for name in people & row.values.keys():
            child = row.values[name]
            if child is not None:
                row.values[name] = spelling.get(child_part(child), child)


def _supplied(offer: Offer, spelling: Mapping[str, str], table: Table, said: ManifestRow | None = None) -> Supplied:
    _respelled(offer.rows, table, spelling)
    names = [column.name for column in table.columns if column.name in offer.columns]
    columns = {name: pa.array([row.values.get(name) for row in offer.rows], pa.string()) for name in names}
    parts = {row.part: None for row in offer.rows}
    sha256 = hashlib.sha256("".join(part.sha256 for part in parts).encode()).hexdigest()
    records = MadeRecords(pa.table(columns), tuple(offer.rows), tuple(offer.notes), sha256)
    file = ", ".join(dict.fromkeys(part.file for part in parts)) or offer.source
    said = said or ManifestRow(offer.table, offer.source, offer.as_at, offer.history_from, offer.cohort, (), Expected())
    return Supplied(table, file, records, names, said, ())


def _by_item(offers: list[Offer]) -> Offer:
    """Each item from the first return that reports it; what the manifest says is what the fullest of them says."""
    fullest = next((offer for offer in offers if offer.cohort == "all"), offers[0])
    giver: dict[str | None, str] = {}
    for offer in offers:
        for row in offer.rows:
            giver.setdefault(row.values["item"], offer.source)
    rows = [row for offer in offers for row in offer.rows if giver[row.values["item"]] == offer.source]
    return Offer(HISTORY, fullest.source, fullest.columns, fullest.as_at, fullest.history_from, fullest.cohort, rows)


def _people(given: Supplied | None, offers: list[Offer], spelling: Mapping[str, str], table: Table) -> Supplied:
    if given is not None:
        offers = [_as_offer(given), *offers]
    first = offers[0]
    merged = Offer(
        PEOPLE,
        first.source,
        tuple(dict.fromkeys(name for offer in offers for name in offer.columns)),
        max(offer.as_at for offer in offers),
        None,
        notes=[note for offer in offers for note in offer.notes],
    )
    known: dict[str, list[Row]] = {}
    for offer in offers:
        arrived: dict[str, list[Row]] = {}
        for row in offer.rows:
            child = row.values["pers_person_id"]
            if child is None:
                merged.rows.append(row)
            else:
                arrived.setdefault(child_part(child), []).append(row)
        for child, rows in arrived.items():
            if child in known:
                _fill(known[child], rows[0], merged)
            else:
                known[child] = rows
                merged.rows += rows
    # What was found on a row that others replaced or filled is said of the one that stands.
    standing = {id(row): row for row in merged.rows}
    said = {
        (note.rule, note.column, id(row)): Note(note.rule, note.column, row)
        for note in merged.notes
        for row in [standing.get(id(note.row)) or known[child_part(note.row.values["pers_person_id"])][0]]
    }
    merged.notes = list(said.values())
    return _supplied(merged, spelling, table, given.manifest if given else None)


def _fill(rows: list[Row], other: Row, merged: Offer) -> None:
    """Fill what the rows of a child leave empty, and note where birth date or sex disagree."""
    for row in rows:
        for name, value in other.values.items():
            own = row.values.get(name)
            if own is None:
                row.values[name] = value
            elif name in COMPARED and _compared(own) != _compared(value) and UNKNOWN_SEX not in (own, value) and value:
                merged.notes.append(Note("DQ013", name, row))


def _compared(value: str | None) -> str:
    """A date without its time, a sex by its first letter."""
    return (value or "")[:10] if (value or "")[:1].isdigit() else (value or "")[:1].upper()


def _as_offer(one: Supplied) -> Offer:
    """People supplied as a file, as the offer the others are merged into."""
    text = cleaned(one.records.table.select(one.columns))
    part = Part(
        one.file,
        one.table.name,
        one.manifest.source,
        one.records.lines.tolist(),
        one.records.raw_text,
        one.records.sha256,
        None,
    )
    offer = Offer(PEOPLE, one.manifest.source, tuple(one.columns), one.manifest.as_at, one.manifest.history_from)
    offer.rows = [
        Row(dict(values), part, record, True, one.manifest.source) for record, values in enumerate(text.to_pylist())
    ]
    return offer
