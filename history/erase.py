"""The right to erasure: children taken out of the history for good, bytes and all.

A row is a child's when a column that points at ssd_person names the child; a row without such a column when it points at a row
of the child's, unless a row of someone else's now has that key. Whose rows were taken out is not kept, only when and how many.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

import duckdb

from history.store import BLOCK_BYTES, beside, findings, opened
from ingest.rules import key_text
from ingest.values import identifier, literal
from publishing.files import sync
from schemas.contract import Table, load_contract

PERSON = ("ssd_person", "pers_person_id")
# Where a row or a child is named by a finding: those of an extract, and since when they have been seen.
_FINDINGS = (findings().relation, beside()['raw."quality_seen"'].relation)


def erase_from_history(history: Path, children: Collection[str], today: date) -> int:
    """Takes every row of `children` out of every extract ever taken in, and rewrites the file so that no page holds them.

    Returns the rows taken out. Safe to repeat; a killed one is finished by repeating it.

    Raises:
        HistoryError: there is no history, or another process is using it.
    """
    with opened(history):
        pass
    with opened(history, for_writing=True) as connection:
        connection.execute("create temp table _child (id varchar)")
        connection.executemany("insert into _child values (?)", [[child] for child in children])
        connection.execute("begin")
        rows = _erase(connection)
        if rows:
            connection.execute(
                "insert into nights.erasure select ?, max(extract_date), ? from nights.extract", [today, rows]
            )
        connection.execute("commit")
    _rewrite(history)
    return rows


def _erase(connection: duckdb.DuckDBPyConnection) -> int:
    tables = load_contract().tables
    own = {name: columns for name, table in tables.items() if (columns := _person_columns(table))}
    for name, table in tables.items():
        connection.execute(f"create temp table _erased_{name} as select * from raw.{identifier(name)} limit 0")
        if name in own:
            theirs = " or ".join(f"{identifier(column)} in (select id from _child)" for column in own[name])
            _take(connection, name, theirs)
    for name, table in tables.items():
        if name in own:
            continue
        links = [
            f"({identifier(column)} in (select {identifier(key)} from _erased_{target}) "
            f"and {identifier(column)} not in (select {identifier(key)} from raw.{identifier(target)} where {identifier(key)} is not null))"
            for column, (target, key) in table.foreign_keys.items()
            if target in own
        ]
        if links:
            _take(connection, name, " or ".join(links))
    rows = 0
    for name, table in tables.items():
        (count,) = connection.execute(f"select count(*) from _erased_{name}").fetchone()
        rows += count
        for told in _FINDINGS:
            connection.execute(
                f"delete from {told} where table_name = {literal(name)} "
                f"and row_key in (select {key_text(table)} from _erased_{name})"
            )
    for told in _FINDINGS:
        connection.execute(f"delete from {told} where child_id in (select id from _child)")
    return rows


def _person_columns(table: Table) -> list[str]:
    """The columns of a table that name a person, the key of ssd_person itself among them."""
    return [column for column, target in table.foreign_keys.items() if target == PERSON] + [
        column for name, column in [PERSON] if name == table.name
    ]


def _take(connection: duckdb.DuckDBPyConnection, name: str, theirs: str) -> None:
    connection.execute(f"insert into _erased_{name} select * from raw.{identifier(name)} where {theirs}")
    connection.execute(f"delete from raw.{identifier(name)} where {theirs}")


def _rewrite(history: Path) -> None:
    """Copies the history into a fresh file: what is deleted stays in the pages of the old one."""
    new = history.with_name(history.name + ".new")
    new.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(history))} as history (read_only)")
        connection.execute(f"attach {literal(str(new))} as new (block_size {BLOCK_BYTES})")
        new.chmod(0o600)
        connection.execute("copy from database history to new")
        connection.execute("checkpoint new")
        connection.execute("detach new")
    sync(new)
    new.replace(history)
    sync(history.parent)
