"""One round: an extract of mangled files beside the clean one that means the same. Every record is accounted for, nothing is bent.

A mangled file is refused by name, line and rule, or its rows are those of the clean one: as many records, as many accepted,
quarantined and rejected, the same values. Where several readers could differ, a damaged file is read by Python's own.
"""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random

import duckdb

from ingest.landing import LandingRefused, load_extract
from ingest.pack import Pack
from ingest.returns.discover import read_returns
from ingest.supplied import read_extract
from schemas.contract import load_contract
from tests.fuzz import councils
from tests.fuzz.councils import DAY
from tests.fuzz.mangling import OF_A_CSV, OF_A_WORKBOOK, OF_XML, Mangled, mangled_csv, mangled_workbook, mangled_xml
from tests.fuzz.parquet import WAYS, as_csv, mangled_parquet

NO_PACK = Pack({}, {}, ())
# Of a whole file; every other rule names its line.
WITHOUT_LINE = frozenset(
    ("file-empty", "table-twice", "workbook-read", "workbook-size", "file-encoding", "parquet-read", "parquet-type")
)


@dataclass
class Outcome:
    """What was seen in a round; `wrong` says in words what should not be."""

    files: Counter = field(default_factory=Counter)
    refused: Counter = field(default_factory=Counter)
    records: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        self.files += other.files
        self.refused += other.refused
        self.records += other.records
        self.wrong += other.wrong


def arrivals(random: Random, kind: str) -> list[Mangled]:
    """An extract of a kind, each file mangled in its way, and every way in turn."""

    def in_turn(ways: tuple) -> Iterator:
        start = random.randrange(len(ways))
        return cycle((*ways[start:], *ways[:start]))

    of_csv, of_xml, of_books = in_turn(OF_A_CSV), in_turn(OF_XML), in_turn(OF_A_WORKBOOK)
    if kind == "landing":
        return [mangled_csv(random, table, next(of_csv)) for table in councils.landing_tables(random)]
    if kind == "parquet":
        of_parquet = in_turn(WAYS)
        return [mangled_parquet(random, table, next(of_parquet)) for table in councils.landing_tables(random)]
    censuses = [
        mangled_xml(random, f"cin_census/{year}.xml", councils.census(random, year), "Children", next(of_xml))
        for year in councils.YEARS
    ]
    # One workbook for all lists, or one for each.
    books = random.choice(([range(1, 11)], *[[[number] for number in range(1, 11)]] * 2))
    workbooks = [
        mangled_workbook(
            random,
            f"annex_a/{numbers[0]}.xlsx",
            {number: councils.list_of_annex_a(random, number) for number in numbers},
            next(of_books),
        )
        for numbers in books
    ]
    if kind == "csv":
        of_903 = (mangled_csv(random, table, next(of_csv)) for table in councils.tables_of_903(random))
    else:
        of_903 = (
            mangled_xml(random, f"ssda903/{year}/903.xml", councils.xml_of_903(random, year), ".", next(of_xml))
            for year in councils.YEARS
        )
    return [*of_903, *censuses, *workbooks]


def played(kind: str, seed: int, folder: Path) -> Outcome:
    """A round, told by its seed. `folder` is for its files and is left empty."""
    files, outcome = arrivals(Random(f"{kind} {seed}"), kind), Outcome()
    outcome.files = Counter(file.how for file in files)
    said = {file.path: f"{kind} {seed}: {file.path} ({file.how})" for file in files}
    arrived, meant = folder / "arrived" / DAY.isoformat(), folder / "meant" / DAY.isoformat()
    try:
        for file in files:
            _put(arrived / file.path, file.data)
        refused = _refusals(arrived, outcome, said)
        for file in files:
            if file.path in refused:
                outcome.refused[file.how] += 1
                if file.must_stand and file.meaning is not None:
                    outcome.wrong.append(f"{said[file.path]}: refused: {', '.join(sorted(refused[file.path]))}")
                (arrived / file.path).unlink()
            elif file.meaning is None:
                outcome.wrong.append(f"{said[file.path]}: read, and should be refused")
                (arrived / file.path).unlink()
            else:
                _put(meant / as_csv(file.path), _meaning(file, folder / "alone" / DAY.isoformat()))
        _compare(arrived, meant, outcome, f"{kind} {seed}")
    finally:
        shutil.rmtree(folder / "arrived", ignore_errors=True)
        shutil.rmtree(folder / "meant", ignore_errors=True)
    return outcome


def _meaning(file: Mangled, alone: Path) -> bytes:
    """The one of two meanings that the file is read for, if either; `alone` is a folder for an extract of nothing else."""
    if file.also is None:
        return file.meaning

    def loaded(path: str, data: bytes) -> _Loaded:
        shutil.rmtree(alone, ignore_errors=True)
        _put(alone / path, data)
        try:
            return _load(alone)
        finally:
            shutil.rmtree(alone)

    is_other = loaded(file.path, file.data) == loaded(as_csv(file.path), file.also)
    return file.also if is_other else file.meaning


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _refusals(extract: Path, outcome: Outcome, said: dict[str, str]) -> dict[str, set[str]]:
    """The rules by which each file is refused; what such a refusal leaves out is wrong."""
    _, problems = read_extract(extract, DAY, load_contract(), lambda line: None)
    _, found = read_returns(extract, DAY, extract.parent / "worker.key", lambda line: None)
    refused: dict[str, set[str]] = {}
    for problem in [*problems, *found]:
        file = problem.file.partition("[")[0]
        if file not in said:
            outcome.wrong.append(f"a refusal names no file that is there: {problem}")
            continue
        refused.setdefault(file, set()).add(problem.rule)
        if problem.line is None and problem.rule not in WITHOUT_LINE:
            outcome.wrong.append(f"{said[file]}: refused without a line: {problem}")
    return refused


@dataclass
class _Loaded:
    """What an extract became: rows by table, and what is said of each part of its files."""

    refusal: str | None
    rows: dict[str, Counter] = field(default_factory=dict)
    parts: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)
    rejects: int = 0


def _load(extract: Path) -> _Loaded:
    rejects = extract.parent.parent / "restricted" / "rejects"
    with duckdb.connect() as connection:
        try:
            load_extract(connection, extract, DAY, NO_PACK, rejects)
        except LandingRefused as refusal:
            return _Loaded(str(refusal))
        loaded = _Loaded(None)
        for table in load_contract().tables.values():
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            # By which of several rules a row is held back may differ; that it is may not.
            found = connection.execute(
                f"select {columns}, _source, _quarantine is null from raw.{table.name}"
            ).fetchall()
            loaded.rows[table.name] = Counter(found)
        for file, kind, *counts in connection.execute(
            "select file, kind, records, accepted, quarantined, rejected, merged from raw.supplied_file"
        ).fetchall():
            loaded.parts[as_csv(file), kind] = tuple(counts)
    with (rejects / f"{DAY.isoformat()}.csv").open(newline="", encoding="utf-8") as stream:
        loaded.rejects = len(list(csv.reader(stream))) - 1
    return loaded


def _compare(arrived: Path, meant: Path, outcome: Outcome, name: str) -> None:
    if not meant.exists():
        return
    got, wanted = _load(arrived), _load(meant)
    if got.refusal or wanted.refusal:
        # Alone each file stood; together they may not, and then neither do those they mean.
        if (got.refusal is None) != (wanted.refusal is None):
            outcome.wrong.append(f"{name}: refused one way only: {got.refusal or wanted.refusal}")
        return
    for (file, kind), (records, accepted, quarantined, rejected, _) in got.parts.items():
        outcome.records += records
        if records != accepted + quarantined + rejected:
            outcome.wrong.append(f"{name}: {file} {kind}: {records} records, others accounted for")
    if got.parts != wanted.parts:
        for part in sorted(got.parts.keys() | wanted.parts.keys()):
            if got.parts.get(part) != wanted.parts.get(part):
                outcome.wrong.append(f"{name}: {part}: {got.parts.get(part)}, meant {wanted.parts.get(part)}")
    if got.rejects != wanted.rejects:
        outcome.wrong.append(f"{name}: {got.rejects} rejects, meant {wanted.rejects}")
    for table, rows in got.rows.items():
        if rows != wanted.rows[table]:
            more, less = rows - wanted.rows[table], wanted.rows[table] - rows
            outcome.wrong.append(f"{name}: {table}: {_first(more)}, meant {_first(less)}")


def _first(rows: Counter) -> str:
    return f"{rows.total()} rows such as {next(iter(rows))}" if rows else "nothing"
