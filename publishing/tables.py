"""Relations and files of published tables: how each is ordered, written, exported and summed up.

The order of rows is that of the table's key, so an export of the same rows is the same text, whatever wrote it.
"""

import hashlib
import os
import threading

import duckdb

from schemas.marts import Mart

# Older clients than the one that writes can open the files (1.2 and later).
STORAGE_VERSION = "v1.2.0"

# Goes up when a published table or column is renamed, removed or comes to mean something else; not for additions.
MART_SCHEMA_VERSION = 1


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """A text as an SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def column_list(table: Mart) -> str:
    """Declared columns in declared order: what is not declared is not published."""
    return ", ".join(quoted(column.name) for column in table.columns)


def as_published(table: Mart, relation: str) -> str:
    """The table's declared columns from `relation`, rows as they stand there: DuckDB keeps the order they were written in."""
    return f"select {column_list(table)} from {relation}"


def in_order(table: Mart, relation: str) -> str:
    """The same sorted by the table's key."""
    key = ", ".join(quoted(name) for name in table.key)
    return as_published(table, relation) + (f" order by {key}" if key else "")


def control_total(connection: duckdb.DuckDBPyConnection, table: Mart, relation: str) -> tuple[int, str]:
    """Rows and sha256 of the CSV export, rows as they stand: a published table stands sorted by its key.

    The export goes through a pipe: child data touches no disk for it.
    """
    total = hashlib.sha256()
    reading, writing = os.pipe()

    def pump() -> None:
        with os.fdopen(reading, "rb") as stream:
            while chunk := stream.read(1 << 20):
                total.update(chunk)

    pumping = threading.Thread(target=pump)
    pumping.start()
    try:
        rows = connection.execute(
            f"copy ({as_published(table, relation)}) to '/dev/fd/{writing}' (format csv, header, delimiter ',')"
        ).fetchone()[0]
    finally:
        os.close(writing)
        pumping.join()
    return rows, total.hexdigest()
