"""Take an accepted extract into the history: its rows, what it supplied and what was found on it, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from history.states import OPEN, Change, Kept, set_state
from history.store import PER_EXTRACT, HistoryError, findings, landed, landed_rows, opened
from publishing.tables import literal


@dataclass(frozen=True)
class Intake:
    """What an extract brought: rows that began and ended by table that changed, and the rows now kept in all."""

    extract_date: date
    changes: dict[str, Change]
    rows: int

    @property
    def begun(self) -> int:
        return sum(change.begun for change in self.changes.values())

    @property
    def ended(self) -> int:
        return sum(change.ended for change in self.changes.values())


def take_in(history: Path, warehouse: Path, progress: Callable[[str], None] = lambda line: None) -> Intake:
    """Sets the state of every table supplied to what schema raw of `warehouse` holds, for the extract date it names.

    A table that was not supplied keeps its rows: nothing was said about them. Killed at any moment, the history is as before
    or as after.

    Raises:
        HistoryError: the history cannot be written, or does not hold afterwards what was taken in.
    """
    with opened(history, for_writing=True) as connection:
        connection.execute(f"attach {literal(warehouse)} as warehouse (read_only)")
        connection.execute("begin")
        taken = _take_in(connection)
        connection.execute("commit")
        # Into the file now: the time belongs to this step and not to whoever opens it next.
        connection.execute("checkpoint history")
    progress(
        f"history: {len(taken.changes)} tables changed, {taken.begun:,} rows began and {taken.ended:,} ended, "
        f"{taken.rows:,} kept"
    )
    return taken


def _take_in(connection: duckdb.DuckDBPyConnection) -> Intake:
    day, code, inputs = connection.execute(
        "select extract_date, code_version, inputs from warehouse.raw.night"
    ).fetchone()
    supplied = [name for (name,) in connection.execute("select table_name from warehouse.raw.supply").fetchall()]
    changes = {}
    for name in supplied:
        changes[name] = _set(connection, landed()[name], day, landed_rows(landed()[name]))
    until = _next(connection, "select min(extract_date) from nights.extract where extract_date > ?", [day])
    changes["issue"] = set_state(connection, findings(), _findings(), day, until)
    for name in ("extract", *PER_EXTRACT):
        connection.execute(f"delete from nights.{name} where extract_date = ?", [day])
    for name in PER_EXTRACT:
        connection.execute(f"insert into nights.{name} select ?, * from warehouse.raw.{name}", [day])
    connection.execute("insert into nights.extract values (?, ?, ?)", [day, code, inputs])
    rows = sum(
        connection.execute(f"select count(*) from history.{kept.relation}").fetchone()[0] for kept in landed().values()
    )
    return Intake(day, {name: change for name, change in changes.items() if change.begun or change.ended}, rows)


def _set(connection: duckdb.DuckDBPyConnection, kept: Kept, day: date, source: str) -> Change:
    until = _next(
        connection,
        "select min(extract_date) from nights.supply where extract_date > ? and table_name = ?",
        [day, kept.name],
    )
    change = set_state(connection, kept, source, day, until)
    held = connection.execute(f"select count(*) from ({kept.at(day)})").fetchone()
    if held != connection.execute(f"select count(*) from ({source})").fetchone():
        raise HistoryError(f"history: {kept.name} does not hold what was taken in")
    return change


def _next(connection: duckdb.DuckDBPyConnection, question: str, parameters: list) -> date:
    return connection.execute(question, parameters).fetchone()[0] or OPEN


def _findings() -> str:
    """The findings, the line of the file only where a record has no key to be found by."""
    columns = ", ".join(
        "case when row_key is null then file_row end as file_row" if column.name == "file_row" else column.name
        for column in findings().columns
    )
    return f"select {columns} from warehouse.raw.issue"
