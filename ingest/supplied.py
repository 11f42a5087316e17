"""The files of an extract folder, read and checked by structure: one Supplied table each, or every reason to refuse them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.csv_records import Expected, Records, read_records
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
class ParquetRecords:
    """The records of a Parquet file as text; the line of a record is its number."""

    table: pa.Table
    lines: np.ndarray
    sha256: str
    notices: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.lines)

    def raw_text(self, record: int) -> str:
        """The record as a line of CSV."""
        text = io.StringIO()
        values = self.table.slice(record, 1).to_pylist()[0]
        csv.writer(text, lineterminator="").writerow(["" if value is None else value for value in values.values()])
        return text.getvalue()


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
    for name, path in files.items():
        said = manifest.get(name) if manifest is not None else None
        if manifest is not None and said is None:
            problems.append(Problem(path.name, None, None, "manifest-table", f"not listed in {MANIFEST}"))
            continue
        try:
            supplied.append(_read_table(path, contract.tables[name], said or _unsaid(name, contract, extract_date)))
        except FileRefused as refusal:
            problems += refusal.problems
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
            if path.name not in RETURNS:
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
        records = _read_parquet(path, table, said.expected)
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


def _is_text(type_: pa.DataType) -> bool:
    return pa.types.is_string(type_) or pa.types.is_large_string(type_)


def _fits(type_: pa.DataType, wanted: str) -> bool:
    """Whether a Parquet column of `type_` may hold a contract column; text is read as it is in CSV."""
    if pa.types.is_dictionary(type_):
        type_ = type_.value_type
    if _is_text(type_) or pa.types.is_null(type_):
        return True
    local_time = pa.types.is_timestamp(type_) and type_.tz is None
    match wanted:
        case "integer":
            return pa.types.is_integer(type_)
        case "decimal":
            # A float is read by its shortest decimal writing, as a CSV of it would be.
            return pa.types.is_integer(type_) or pa.types.is_decimal(type_) or pa.types.is_float64(type_)
        case "date" | "timestamp":
            return pa.types.is_date(type_) or local_time
        case "flag":
            return pa.types.is_boolean(type_) or pa.types.is_integer(type_)
        case _:
            return False


def _read_parquet(path: Path, table: Table, expected: Expected) -> ParquetRecords:
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    if expected.sha256 is not None and expected.sha256 != sha256:
        message = f"the file is not the one {MANIFEST} describes (sha256 differs)"
        raise FileRefused([Problem(path.name, None, None, "manifest-sha256", message)])
    try:
        read = pq.read_table(pa.BufferReader(data))
        read.validate(full=True)
    except (pa.ArrowException, OSError):
        # Arrow's message may quote what it met.
        message = "not a whole Parquet file"
        raise FileRefused([Problem(path.name, None, None, "parquet-read", message)]) from None
    if expected.rows is not None and expected.rows != read.num_rows:
        message = f"{read.num_rows} records where {MANIFEST} says {expected.rows}"
        raise FileRefused([Problem(path.name, None, None, "manifest-rows", message)])
    read = read.rename_columns([name.strip().lower() for name in read.column_names])
    problems, columns = [], []
    for name, column in zip(read.column_names, read.columns, strict=True):
        wanted = table.by_name.get(name)
        if wanted is None:
            columns.append(pa.nulls(len(column), pa.string()))
        elif _fits(column.type, wanted.type):
            columns.append(column.cast(pa.string()))
        else:
            message = f"type {column.type} where the contract has {wanted.type}"
            problems.append(Problem(path.name, None, name, "parquet-type", message))
    if problems:
        raise FileRefused(problems)
    text = pa.Table.from_arrays(columns, names=read.column_names)
    return ParquetRecords(text, np.arange(1, read.num_rows + 1), sha256)


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
