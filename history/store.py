"""The file that remembers: CSC_HOME/warehouse/history.duckdb, child level, mode 0600, one for all nights of a home.

Schema raw holds the rows of the landing tables and the findings on them by extract date; schema nights what else a night read
(pack and catalogue files, published figures of others, findings seen before) by as-of date; both with known_from and known_to
(states.py). Beside them, one row a date: which extracts were taken in with what they supplied, and which nights were published; and
one an edition that was frozen.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import duckdb

from history.states import Kept
from ingest.values import identifier, literal
from schemas.arrow import StoredColumn, create_statement, landing_columns, own_tables
from schemas.contract import load_contract

FILE = "history.duckdb"
# Bytes. Most tables and most nights' changes are small; with DuckDB's own 256 kB each would fill a block.
BLOCK_BYTES = 16_384
# Columns of a landing row that say where in the extract it stood: another order of the same rows is no change.
_OF_THE_EXTRACT = ("_extract_date", "_file_row")


class HistoryError(Exception):
    """The history cannot answer or be written; the text is one line and carries no data."""


def _column(name: str, type_: str, description: str, nullable: bool = False) -> StoredColumn:
    return StoredColumn(name, type_, nullable, description)


KNOWN = (
    _column("known_from", "date", "First date on which the row holds"),
    _column("known_to", "date", "First date on which it no longer holds; 9999-12-31 = it still does"),
)
FILES = Kept(
    "nights",
    "file",
    (
        _column("kind", "varchar", "pack or seed"),
        _column("path", "varchar", "Name in its folder"),
        _column("sha256", "varchar", "Its content, see content"),
    ),
)
# What a night is given of the publication before it.
CARRIED = ("quality_seen", "quality_before")
# Own tables of schema raw with a few rows an extract, kept as they are.
PER_EXTRACT = tuple(name for name in own_tables("raw") if name not in ("issue", "night", *CARRIED))
# Not states: rows of one date, or of a thing.
PLAIN = {
    "extract": (
        _column("extract_date", "date", "Extract taken in"),
        _column("code_version", "varchar", "Code that read it"),
        _column("inputs", "varchar", "SHA-256 over names and contents of every file of its folder"),
    ),
    **{name: (_column("extract_date", "date", "Extract"), *own_tables("raw")[name].columns) for name in PER_EXTRACT},
    "content": (
        _column("sha256", "varchar", "SHA-256 of the content"),
        _column("content", "blob", "A file's bytes, once however often it was read"),
    ),
    "night": (
        _column("as_of", "date", "Business date the night answered for"),
        _column("extract_date", "date", "Extract it read"),
        _column("build", "varchar", "Its build"),
        _column("authority", "varchar", "Name of the authority"),
        _column("code_version", "varchar", "Code that built it"),
        _column("inputs", "varchar", "SHA-256 over the extract's files as it read them"),
        _column("beside", "varchar", "SHA-256 over the pack's and the published files as it read them"),
        _column("figures_as_of", "date", "Date its figures answer for: an earlier one where nothing had changed since"),
        _column("figures_extract_date", "date", "Extract its figures were made from"),
        _column("mart_schema_version", "integer", "Version of its tables"),
        _column("tables", "varchar", "JSON: rows and sha256 of each published table's sorted export"),
    ),
    "edition": (
        _column("edition", "varchar", "Month or quarter that was frozen"),
        _column("build", "varchar", "Build it is a copy of"),
        _column("manifest", "varchar", "SHA-256 of its published manifest"),
    ),
    "erasure": (
        _column("erased_on", "date", "Day of the erasure; whose is not kept"),
        _column("extract_date", "date", "Newest extract then: nights up to it are not what they were"),
        _column("rows", "bigint", "Rows taken out of the history"),
    ),
}


@cache
def landed() -> dict[str, Kept]:
    """The landing tables as they are kept, by name."""
    return {
        table.name: Kept(
            "raw",
            table.name,
            tuple(
                replace(column, nullable=True)
                for column in landing_columns(table)
                if column.name not in _OF_THE_EXTRACT
            ),
        )
        for table in load_contract().tables.values()
    }


def landed_rows(kept: Kept) -> str:
    """SQL of the rows of a landing table of the warehouse as they are kept: of the file only that of a return, whose year counts."""
    columns = ", ".join(
        "case when contains(_file, '/') then _file end as _file" if column.name == "_file" else identifier(column.name)
        for column in kept.columns
    )
    return f"select {columns} from warehouse.raw.{identifier(kept.name)}"


@cache
def findings() -> Kept:
    """raw.issue as it is kept."""
    return Kept("raw", "issue", own_tables("raw")["issue"].columns)


@cache
def beside() -> dict[str, Kept]:
    """What a night reads beside its extract and files, by its table in the warehouse."""
    tables = {("raw", name): own_tables("raw")[name] for name in CARRIED}
    tables |= {("reference", name): table for name, table in own_tables("reference").items()}
    return {
        f"{schema}.{identifier(name)}": Kept("nights", f"{schema}_{name}", table.columns)
        for (schema, name), table in tables.items()
    }


def _kept() -> list[Kept]:
    return [*landed().values(), findings(), *beside().values(), FILES]


@contextmanager
def opened(path: Path, *, for_writing: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the history, catalog `history`; made when missing if `for_writing`.

    Raises:
        HistoryError: there is none to read, or another process is using it.
    """
    if not for_writing and not path.exists():
        raise HistoryError(f"{path}: no history yet; it begins with the first night")
    try:
        connection = duckdb.connect(str(path), read_only=not for_writing, config={"default_block_size": BLOCK_BYTES})
    except duckdb.IOException:
        raise HistoryError(f"{path}: cannot be opened (in use by another process, or not a history)") from None
    try:
        if for_writing:
            path.chmod(0o600)
            _prepare(connection)
        yield connection
    finally:
        connection.close()


@contextmanager
def attached(connection: duckdb.DuckDBPyConnection, path: Path) -> Iterator[bool]:
    """Has the history as catalog `history`, read-only, in a connection to something else; False where there is none yet."""
    if not path.exists():
        yield False
        return
    with opened(path, for_writing=True):
        pass  # one of an older contract gains the tables and columns that are asked for
    connection.execute(f"attach {literal(str(path))} as history (read_only)")
    try:
        yield True
    finally:
        connection.execute("detach history")


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes what is missing: every table on the first night, later the tables and columns a new contract brought."""
    there: dict[tuple[str, str], dict[str, str]] = {}
    for schema, table, column, type_ in connection.execute(
        "select schema_name, table_name, column_name, lower(data_type) from duckdb_columns() where not internal"
    ).fetchall():
        there.setdefault((schema, table), {})[column] = type_
    connection.execute("begin")
    connection.execute("create schema if not exists raw")
    connection.execute("create schema if not exists nights")
    wanted = [(kept.schema, kept.name, (*KNOWN, *kept.columns)) for kept in _kept()]
    wanted += [("nights", name, columns) for name, columns in PLAIN.items()]
    for schema, name, columns in wanted:
        found = there.get((schema, name))
        if found is None:
            connection.execute(create_statement(schema, name, columns))
            continue
        for column in columns:
            if column.name not in found:
                connection.execute(
                    f"alter table {schema}.{identifier(name)} add column {identifier(column.name)} {column.type}"
                )
            elif found[column.name].replace(" ", "") != column.type.replace(" ", ""):
                raise HistoryError(f"history: {name}.{column.name} is kept as {found[column.name]}, not {column.type}")
    connection.execute("commit")
