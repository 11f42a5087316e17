"""A night as it was, from the history alone: schemas raw and reference of a fresh warehouse, and the files it read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from history.states import sql_date
from history.store import FILES, PER_EXTRACT, HistoryError, attached, beside, findings, landed
from ingest.values import identifier
from ingest.warehouse_file import new_warehouse
from schemas.arrow import raw_statements, reference_statements


@dataclass(frozen=True)
class PastNight:
    """A night that was published: what it answered for, what it read, and rows and sha256 of each table it published.

    `as_of` and `extract_date` are what it said of itself; where nothing had changed its figures are those of an earlier night,
    `figures_as_of` and `figures_extract_date`. `again`: its extract was delivered again and taken in since. `erased_on`: days on
    which children were erased from the history since it was taken in.
    """

    as_of: date
    extract_date: date
    figures_as_of: date
    figures_extract_date: date
    build: str
    authority: str
    code_version: str
    inputs: str
    tables: dict[str, dict]
    again: bool
    erased_on: tuple[date, ...]


def find_night(connection: duckdb.DuckDBPyConnection, as_of: date) -> PastNight:
    """The night that was published for `as_of`, or that stood then: the last before it.

    Raises:
        HistoryError: there is none.
    """
    found = connection.execute(
        "select as_of, extract_date, figures_as_of, figures_extract_date, build, authority, code_version, inputs, tables "
        "from history.nights.night where as_of <= ? order by as_of desc limit 1",
        [as_of],
    ).fetchone()
    if found is None:
        (oldest,) = connection.execute("select min(as_of) from history.nights.night").fetchone()
        known = f"the first was of {oldest}" if oldest else "none is remembered"
        raise HistoryError(f"no night was published on or before {as_of}: {known}")
    *said, tables = found
    (inputs,) = connection.execute(
        "select inputs from history.nights.extract where extract_date = ?", [said[1]]
    ).fetchone()
    erased = connection.execute(
        "select erased_on from history.nights.erasure where extract_date >= ? order by all", [said[1]]
    ).fetchall()
    return PastNight(*said, json.loads(tables), inputs != said[-1], tuple(day for (day,) in erased))


def restore(history: Path, warehouse: Path, as_of: date, folders: dict[str, Path]) -> PastNight:
    """Fills a fresh `warehouse` with what the night of `as_of` had landed, and the new `folders` with the files it read, by kind.

    raw.night is left to whoever builds. Where in a file a row stood is not remembered: `_file_row` is 0.

    Raises:
        HistoryError: there is no such night.
    """
    with new_warehouse(warehouse) as connection, attached(connection, history) as remembered:
        if not remembered:
            raise HistoryError(f"{history}: no history")
        night = find_night(connection, as_of)
        connection.execute("begin")
        _restore_rows(connection, night)
        connection.execute("commit")
        _restore_files(connection, night, folders)
    return night


def _restore_rows(connection: duckdb.DuckDBPyConnection, night: PastNight) -> None:
    for statement in (*raw_statements(), *reference_statements()):
        connection.execute(statement)
    day = night.extract_date
    for name in PER_EXTRACT:
        connection.execute(
            f"insert into raw.{name} select * exclude (extract_date) from history.nights.{name} "
            f"where extract_date = {sql_date(day)}"
        )
    for name, file in connection.execute("select table_name, file from raw.supply").fetchall():
        kept = landed()[name]
        connection.execute(
            f"insert into raw.{identifier(name)} by name select * replace (coalesce(_file, $file) as _file), "
            f"{sql_date(night.figures_extract_date)} as _extract_date, 0 as _file_row from ({kept.at(day)})",
            {"file": file},
        )
    connection.execute(f"insert into raw.issue by name {findings().at(day)}")
    for name, kept in beside().items():
        connection.execute(f"insert into {name} by name {kept.at(night.as_of)}")


def _restore_files(connection: duckdb.DuckDBPyConnection, night: PastNight, folders: dict[str, Path]) -> None:
    for kind, folder in folders.items():
        folder.mkdir(parents=True)
        found = connection.execute(
            f"select path, content from ({FILES.at(night.as_of)}) inner join history.nights.content using (sha256) "
            "where kind = ?",
            [kind],
        ).fetchall()
        for name, content in found:
            (folder / name).write_bytes(content)


def same_files(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files, those of folders in them aside."""

    def held(folder: Path) -> dict[str, str]:
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}

    return held(one) == held(other)
