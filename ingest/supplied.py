"""The files of an extract folder, read and checked by structure: one Supplied table each, or every reason to refuse them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.csv_records import Expected, Records, read_records
from ingest.parquet_records import ParquetRecords, read_parquet
from ingest.problems import FileRefused, Problem
from ingest.ssd_gaps import FILLABLE
from schemas.contract import Contract, Table

SOURCES = ("ssd", "annex_a", "ssda903", "cin", "local")
COHORTS = ("all", "latest", "open_or_recent")
RETURNS = ("ssda903", "cin_census", "annex_a")  # folders read by ingest.returns
MANIFEST = "manifest.csv"
MANIFEST_COLUMNS = ("table", "source", "as_at", "history_from", "cohort", "columns_absent")
MANIFEST_PROOFS = ("rows", "sha256")


@dataclass(frozen=True)
class ManifestRow:
    """What manifest.csv says of a table."""

    table: str
    source: str
    as_at: date
    history_from: date | None
    cohort: str
    columns_absent: tuple[str, ...]
    expected: Expected


@dataclass(frozen=True)
class Supplied:
    """A table of the contract as it was supplied: its text columns by contract name, and what is said of it."""

    table: Table
    file: str
    records: Records | ParquetRecords
    columns: list[str]
    manifest: ManifestRow
    notices: tuple[str, ...]

    @property
    def columns_absent(self) -> list[str]:
        return [column.name for column in self.table.columns if column.name not in self.columns]


def return_of(folder: Path) -> str | None:
    """The return a folder of an extract holds, by its name in any case and with whatever between its words: Annex A."""
    word = "".join(letter for letter in folder.name.casefold() if letter.isalnum())
    return next((name for name in RETURNS if name.replace("_", "") == word), None)


def fingerprint(folder: Path) -> str:
    """SHA-256 over the name and content of every file of an extract, those of statutory returns included."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return whole.hexdigest()


def read_extract(
    folder: Path, extract_date: date, contract: Contract, progress: Callable[[str], None]
) -> tuple[list[Supplied], list[Problem]]:
    """Every table supplied in `folder` as a file of its own, and every problem of every file.

    A column that may not be empty may be missing where ingest.returns.ssd can fill it; else that refuses the file.
    """
    problems: list[Problem] = []
    manifest = _read_manifest(folder, contract, problems)
    files = _table_files(folder, contract, manifest, problems, progress)
    supplied = []

    def read(name: str) -> Supplied | FileRefused:
        said = manifest.get(name) if manifest is not None else _unsaid(name, contract, extract_date)
        try:
            if said is None:
                raise FileRefused(
                    [Problem(files[name].name, None, None, "manifest-table", f"not listed in {MANIFEST}")]
                )
            return _read_table(files[name], contract.tables[name], said)
        except FileRefused as refusal:
            return refusal

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for one in pool.map(read, files):
            if isinstance(one, FileRefused):
                problems += one.problems
            else:
                supplied.append(one)
    return supplied, problems


def _unsaid(name: str, contract: Contract, extract_date: date) -> ManifestRow:
    source = "ssd" if contract.tables[name].origin == "ssd" else "local"
    return ManifestRow(name, source, extract_date, None, "all", (), Expected())


def _table_files(
    folder: Path,
    contract: Contract,
    manifest: dict[str, ManifestRow] | None,
    problems: list[Problem],
    progress: Callable[[str], None],
) -> dict[str, Path]:
    files: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        name = path.stem.lower()
        if path.is_dir():
            if return_of(path) is None:
                progress(f"notice: folder {path.name}: not part of an extract")
        elif path.name == MANIFEST:
            continue
        elif name not in contract.tables or path.suffix.lower() not in (".csv", ".parquet"):
            progress(f"notice: file {path.name}: no table of the contract, ignored")
        elif name in files:
            problems.append(Problem(path.name, None, None, "table-twice", f"also supplied as {files[name].name}"))
        else:
            files[name] = path
    for name in sorted(set(manifest or {}) - set(files)):
        problems.append(Problem(MANIFEST, None, None, "manifest-table", f"lists {name}, which has no file"))
    return files


def _read_table(path: Path, table: Table, said: ManifestRow) -> Supplied:
    if path.suffix.lower() == ".csv":
        records = read_records(path.read_bytes(), path.name, said.expected)
    else:
        records = read_parquet(path.read_bytes(), path.name, table, said.expected)
    words = records.table.column_names
    problems = _header_problems(path.name, words, table, said)
    if problems:
        raise FileRefused(problems)
    unknown = [str(place) for place, word in enumerate(words, 1) if word not in table.by_name]
    notices = list(records.notices)
    if unknown:
        notices.append(f"columns not of the contract, ignored: number {', '.join(unknown)}")
    columns = [c.name for c in table.columns if c.name in words and c.name not in said.columns_absent]
    return Supplied(table, path.name, records, columns, said, tuple(notices))


def _header_problems(file: str, words: list[str], table: Table, said: ManifestRow) -> list[Problem]:
    problems, seen = [], set()
    for place, word in enumerate(words, 1):
        if word in seen:
            name = word if word in table.by_name else f"number {place}"
            problems.append(Problem(file, 1, name, "header-twice", "the column stands twice in the header"))
        seen.add(word)
    for name in table.required:
        if name not in seen:
            if (table.name, name) not in FILLABLE:
                problems.append(Problem(file, 1, name, "header-missing", "a column that may not be empty is missing"))
        elif name in said.columns_absent:
            message = f"{MANIFEST} calls a column absent that may not be empty"
            problems.append(Problem(file, 1, name, "manifest-absent", message))
    for name in said.columns_absent:
        if name not in table.by_name:
            problems.append(Problem(MANIFEST, None, None, "manifest-absent", f"unknown column for {table.name}"))
    return problems


def _read_manifest(folder: Path, contract: Contract, problems: list[Problem]) -> dict[str, ManifestRow] | None:
    """manifest.csv by table; None without one. What is wrong with it is added to `problems`."""
    path = folder / MANIFEST
    if not path.exists():
        return None
    try:
        records = read_records(path.read_bytes(), MANIFEST)
    except FileRefused as refusal:
        problems += refusal.problems
        return None
    words = records.table.column_names
    missing = [name for name in MANIFEST_COLUMNS if name not in words]
    if missing or len(set(words)) != len(words):
        message = f"missing columns: {', '.join(missing)}" if missing else "a column stands twice in the header"
        problems.append(Problem(MANIFEST, 1, None, "manifest-header", message))
        return None
    rows: dict[str, ManifestRow] = {}
    for line, values in zip(records.lines.tolist(), records.table.to_pylist(), strict=True):
        row, wrong = _manifest_row({name: value.strip() for name, value in values.items()}, contract)
        if row is None:
            problems.append(
                Problem(MANIFEST, line, wrong, "manifest-value", "the value is not one the contract allows")
            )
        elif row.table in rows:
            problems.append(Problem(MANIFEST, line, "table", "manifest-value", "the table is listed twice"))
        else:
            rows[row.table] = row
    return rows


def _manifest_row(values: dict[str, str], contract: Contract) -> tuple[ManifestRow | None, str | None]:
    """The row, or the column that is wrong."""
    readers: dict[str, Callable[[str], object]] = {
        "table": lambda text: _member(text, tuple(contract.tables)),
        "source": lambda text: _member(text, SOURCES),
        "as_at": date.fromisoformat,
        "history_from": lambda text: date.fromisoformat(text) if text else None,
        "cohort": lambda text: _member(text, COHORTS),
        "columns_absent": _names,
        "rows": lambda text: _whole(text) if text else None,
        "sha256": lambda text: text.lower() or None,
    }
    read = {}
    for column, reader in readers.items():
        try:
            read[column] = reader(values.get(column, ""))
        except ValueError:
            return None, column
    rows, sha256 = read.pop("rows"), read.pop("sha256")
    return ManifestRow(**read, expected=Expected(rows, sha256)), None


def _member(text: str, words: tuple[str, ...]) -> str:
    if text not in words:
        raise ValueError
    return text


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError
    return int(text)


def _names(text: str) -> tuple[str, ...]:
    names = json.loads(text or "[]")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError
    return tuple(names)
