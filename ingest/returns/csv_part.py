"""A CSV of a return: decoded by rule, read without loss, its columns known by name."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.csv_records import Expected, header_words, read_records, require_commas
from ingest.problems import FileRefused, Problem
from ingest.returns.decode import decoded, text_or_none
from ingest.returns.offers import Entry, Part


@dataclass(frozen=True)
class ReadPart:
    """A part of a return that was read: what it is, the columns of the return it has, and its records."""

    kind: str
    columns: list[str]
    entries: list[Entry]
    part: Part


LINES_OF_NOTHING = re.compile(rb"(?:\r?\n[ \t,]*)+\Z")


def csv_text(data: bytes, name: str) -> tuple[bytes, str]:
    """The text of a CSV of a return and its encoding, without the lines of nothing that spreadsheets leave at its end.

    Errors: FileRefused for what `decoded` refuses, and for fields parted by something else than commas.
    """
    text, encoding = decoded(data, name)
    # Before its kind is asked, which would call the header unknown.
    require_commas(text, name)
    return LINES_OF_NOTHING.sub(b"\n", text), encoding


def column_word(word: str) -> str:
    """A word of a header as the return writes its columns."""
    return "_".join(word.upper().split())


def _may_be_landed(text: bytes, kind_of: Callable[[list[str]], str], columns: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether the first line is the header of a kind that is landed, or not a whole record: then reading it says what it is."""
    try:
        words = header_words(text.partition(b"\n")[0])
    except csv.Error:
        return True
    return kind_of([column_word(word) for word in words]) in columns


def read_csv_part(
    path: Path, name: str, source: str, kind_of: Callable[[list[str]], str], columns: Mapping[str, tuple[str, ...]]
) -> ReadPart | None:
    """The records of a CSV; None where it is of a kind without columns, which no table of the contract takes.

    `kind_of` tells the kind by the header's words in capitals; `columns` gives the columns of each kind that is landed.
    Errors: FileRefused for what `csv_text` and `read_records` refuse, and for a column that stands twice.
    """
    data = path.read_bytes()
    text, encoding = csv_text(data, name)
    if not _may_be_landed(text, kind_of, columns):
        return None
    records = read_records(text, name, Expected())
    words = [column_word(word) for word in records.table.column_names]
    kind = kind_of(words)
    twice = next((word for place, word in enumerate(words) if word and word in words[:place]), None)
    if twice is not None:
        column = twice if twice in columns[kind] else None
        raise FileRefused([Problem(name, 1, column, "header-twice", "a column stands twice in the header")])
    known = [word for word in words if word in columns[kind]]
    unknown = [
        str(place)
        for place, (word, column) in enumerate(zip(words, records.table.columns, strict=True), 1)
        if word not in columns[kind] and (word or any(column.to_pylist()))
    ]
    notices = [f"read as {encoding}"] if encoding not in ("ascii", "utf-8") else []
    if unknown:
        notices.append(f"columns not of the return, ignored: number {', '.join(unknown)}")
    part = Part(
        file=name,
        kind=f"{source} {kind}",
        source=source,
        lines=records.lines.tolist(),
        raw_text=records.raw_text,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=encoding,
        notices=tuple(notices),
    )
    read = [
        [text_or_none(value) for value in column.to_pylist()]
        for word, column in zip(words, records.table.columns, strict=True)
        if word in columns[kind]
    ]
    entries = [
        Entry(part, record, dict(zip(known, values, strict=True)))
        for record, values in enumerate(zip(*read, strict=True))
    ]
    return ReadPart(kind, known, entries, part)
