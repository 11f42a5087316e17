"""DfE's published files, as they come, into schema reference of the private warehouse file.

Every file of the folder is told apart by its headers, whatever it is called. What is not known is left alone, what looks
known and is broken is refused by itself, and both are said: nothing here can stop the night's own figures.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from ingest.csv_records import BOM, Records, header_words, read_records
from ingest.dfe_figures import Series, read_figures
from ingest.dfe_neighbours import read_neighbours
from ingest.problems import FileRefused, Problem
from schemas.arrow import ARROW_TYPES, own_tables, reference_statements

OUTCOMES = ("read", "refused", "unknown", "not_used")
NEIGHBOURS = "neighbours"
POPULATION = "population"
# A header longer than this is not one of DfE's.
_HEADER_AT_MOST = 1 << 16


@dataclass(frozen=True)
class DfeFiles:
    """What is known of DfE's files: the headers each kind is told by, and the series the product compares with."""

    told_by: Mapping[str, frozenset[str]]
    series: Mapping[str, tuple[Series, ...]]


@dataclass(frozen=True)
class _Target:
    """A table of schema reference: the columns that say which figure a row is, and those that say the figure."""

    table: str
    key: tuple[str, ...]
    says: tuple[str, ...]


_TARGETS = {
    "figure": _Target(
        "figure", ("kind", "series", "indicator", "level", "area_code", "time_period"), ("value", "symbol")
    ),
    "neighbour": _Target("neighbour", ("la_code", "position"), ("neighbour_la_code",)),
}


@dataclass
class FileOutcome:
    """What became of one file of the folder. outcome is of OUTCOMES: `not_used` is known and compared with no measure."""

    file: str
    outcome: str
    kind: str | None = None
    records: int | None = None
    figures: int | None = None
    newest_period: int | None = None
    sha256: str | None = None
    message: str | None = None
    notices: list[str] = field(default_factory=list)


def read_dfe_files(kinds: Path, comparisons: Path) -> DfeFiles:
    """The kinds of `dfe_files.csv` and what `dfe_comparisons.csv` needs of each; population is always read."""
    with kinds.open(encoding="utf-8", newline="") as stream:
        told_by = {row["kind"]: frozenset(row["told_by"].split("|")) for row in csv.DictReader(stream)}
    wanted: dict[str, dict[str, list[str]]] = {POPULATION: {"": ["population_estimate"]}}
    with comparisons.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            indicators = wanted.setdefault(row["kind"], {}).setdefault(row["series"], [])
            if row["value_column"] not in indicators:
                indicators.append(row["value_column"])
    series = {
        kind: tuple(Series(name, tuple(indicators)) for name, indicators in named.items())
        for kind, named in wanted.items()
    }
    return DfeFiles(told_by, series)


def load_reference(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    known: DfeFiles,
    progress: Callable[[str], None] = lambda line: None,
) -> list[FileOutcome]:
    """Make schema reference and fill it from the files of `folder`, which may be missing.

    Where two releases of one kind say something of the same figure, the one with the newer newest year is taken; two of
    the same newest year must agree, or the later by name is refused. `progress` is told one line per file.
    """
    # One transaction: many small commits would cost more than the data.
    connection.execute("begin")
    try:
        outcomes = _fill(connection, folder, known)
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")
    for outcome in outcomes:
        progress(_said(outcome))
        for notice in outcome.notices:
            progress(f"notice: reference {outcome.file}: {notice}")
    return outcomes


def _fill(connection: duckdb.DuckDBPyConnection, folder: Path, known: DfeFiles) -> list[FileOutcome]:
    for statement in reference_statements():
        connection.execute(statement)
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith(".")) if folder.is_dir() else []
    read = [_read(connection, path, known) for path in paths if path.is_file()]
    read.sort(key=lambda one: (-(one[0].newest_period or 0), one[0].file))
    taken: list[FileOutcome] = []
    for outcome, rows in read:
        if rows is not None:
            peers = [one for one in taken if (one.kind, one.newest_period) == (outcome.kind, outcome.newest_period)]
            _take(connection, outcome, rows, peers)
            taken.append(outcome)
    _note_missing(connection, taken, known)
    outcomes = sorted((outcome for outcome, _ in read), key=lambda outcome: outcome.file)
    if outcomes:
        columns = ("file", "kind", "outcome", "records", "figures", "newest_period", "sha256", "message")
        rows = [[getattr(outcome, column) for column in columns] for outcome in outcomes]
        connection.executemany(f"insert into reference.file values ({', '.join('?' * len(columns))})", rows)
    return outcomes


def _note_missing(connection: duckdb.DuckDBPyConnection, taken: list[FileOutcome], known: DfeFiles) -> None:
    """A notice for each series that no file of its kind has: DfE has given it another name, or half the files are there."""
    found = set(connection.execute("select distinct kind, series from reference.figure").fetchall())
    last = {outcome.kind: outcome for outcome in taken if outcome.outcome == "read"}
    for kind, outcome in last.items():
        for one in known.series.get(kind, ()):
            if (kind, one.name) not in found:
                outcome.notices.append(f"no file of {kind} has the series {one.name}")


def _said(outcome: FileOutcome) -> str:
    if outcome.outcome == "read":
        return f"reference {outcome.file}: {outcome.kind}, {outcome.records} records, {outcome.figures} figures taken"
    if outcome.outcome == "refused":
        return f"reference refused and left out: {outcome.message}"
    return f"reference {outcome.file}: {outcome.message}"


def _read(connection: duckdb.DuckDBPyConnection, path: Path, known: DfeFiles) -> tuple[FileOutcome, pa.Table | None]:
    """What a file is and, if it can be read, its rows."""
    outcome = FileOutcome(path.name, "refused")
    try:
        outcome.kind = kind_of(path, known)
        if outcome.kind is None:
            outcome.outcome, outcome.message = "unknown", "not a file this product knows by its headers; left alone"
            return outcome, None
        if outcome.kind not in (*known.series, NEIGHBOURS):
            outcome.outcome, outcome.message = "not_used", f"{outcome.kind}: no measure is compared with it; not read"
            return outcome, None
        data = path.read_bytes()
        outcome.sha256 = hashlib.sha256(data).hexdigest()
        records = read_records(data, path.name)
        outcome.records = len(records)
        table = _rows(connection, records, path.name, outcome, known)
        outcome.outcome, outcome.figures = "read", table.num_rows
        return outcome, table
    except FileRefused as refusal:
        outcome.message = "; ".join(map(str, refusal.problems))
    except OSError as problem:
        outcome.message = str(Problem(path.name, None, None, "file-read", problem.strerror or "cannot be read"))
    return outcome, None


def kind_of(path: Path, known: DfeFiles) -> str | None:
    """The kind of a file by its headers; None where it is none of DfE's that are known."""
    words = _header(path)
    return next((kind for kind, told in known.told_by.items() if told <= words), None)


def _header(path: Path) -> set[str]:
    """The header words of a file; none where it is not text."""
    with path.open("rb") as stream:
        line = stream.readline(_HEADER_AT_MOST)
    try:
        return set(header_words(line.removeprefix(BOM)))
    except (UnicodeDecodeError, csv.Error):
        return set()


def _rows(
    connection: duckdb.DuckDBPyConnection, records: Records, file: str, outcome: FileOutcome, known: DfeFiles
) -> pa.Table:
    words = records.table.column_names
    if len(set(words)) != len(words):
        raise FileRefused([Problem(file, 1, None, "dfe-header", "a header word stands twice")])
    if outcome.kind == NEIGHBOURS:
        return read_neighbours(records, file)
    found = read_figures(connection, records, file, outcome.kind, known.series[outcome.kind])
    outcome.newest_period = found.newest_period
    outcome.notices += found.notices
    return found.table


def _take(
    connection: duckdb.DuckDBPyConnection, outcome: FileOutcome, rows: pa.Table, peers: list[FileOutcome]
) -> None:
    """Adds what the files before did not say; `peers` are those of the same kind and newest year."""
    target = _TARGETS["neighbour" if outcome.kind == NEIGHBOURS else "figure"]
    schema = pa.schema(
        [(column.name, ARROW_TYPES[column.type]) for column in own_tables("reference")[target.table].columns]
    )
    connection.register("_new", rows.select(schema.names).cast(schema))
    try:
        same = " and ".join(f"there.{column} = _new.{column}" for column in target.key)
        there, new = (", ".join(f"{side}.{column}" for column in target.says) for side in ("there", "_new"))
        line, against, count = connection.execute(
            f"select min(_new.file_row), arg_min(there.file, _new.file_row), count(*) from _new"
            f" join reference.{target.table} as there on {same}"
            f" where list_contains(?, there.file) and row({there}) is distinct from row({new})",
            [[peer.file for peer in peers]],
        ).fetchone()
        if count:
            message = f"says otherwise than {against}, which is as new ({count} figures)"
            outcome.outcome, outcome.figures = "refused", None
            outcome.message = str(Problem(outcome.file, line, None, "dfe-contradiction", message))
            return
        (outcome.figures,) = connection.execute(
            f"insert into reference.{target.table} select _new.* from _new"
            f" anti join reference.{target.table} as there on {same}"
        ).fetchone()
    finally:
        connection.unregister("_new")
