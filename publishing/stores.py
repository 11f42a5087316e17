"""Writes a build: fresh DuckDB files that never held anything else, and Parquet, from the warehouse file of the night.

A fresh file and not a copy with tables dropped: DuckDB leaves the bytes of dropped rows in a file.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from publishing.tables import STORAGE_VERSION, as_published, column_list, literal, quoted
from schemas.marts import Mart

_ROW_GROUP = 122_880


def write_store(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    tables: Sequence[Mart],
    relations: dict[str, str],
) -> None:
    """Writes a store (mode 0600) with a table for each of `tables`, its rows in the order of `relations`, and commented.

    After this the file is whole: checkpointed and without a write-ahead log beside it.
    """
    path.touch(mode=0o600)
    path.unlink()
    connection.execute(f"attach {literal(path)} as store (storage_version {literal(STORAGE_VERSION)})")
    try:
        path.chmod(0o600)
        for table in tables:
            target = f"store.{quoted(table.name)}"
            columns = ", ".join(
                f"{quoted(column.name)} {column.type}{'' if column.nullable else ' not null'}"
                for column in table.columns
            )
            connection.execute(f"create table {target} ({columns})")
            connection.execute(
                f"insert into {target} ({column_list(table)}) {as_published(table, relations[table.name])}"
            )
            connection.execute(f"comment on table {target} is {literal(table.description)}")
            for column in table.columns:
                connection.execute(f"comment on column {target}.{quoted(column.name)} is {literal(column.description)}")
        connection.execute("checkpoint store")
    finally:
        connection.execute("detach store")


def write_parquet(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    tables: Sequence[Mart],
    relations: dict[str, str],
) -> None:
    """Writes `folder`/<table>.parquet for each table, in the same order. One thread and fixed row groups: same rows, same bytes."""
    folder.mkdir(exist_ok=True)
    connection.execute("set threads = 1")
    for table in tables:
        path = folder / f"{table.name}.parquet"
        connection.execute(
            f"copy ({as_published(table, relations[table.name])}) to {literal(path)}"
            f" (format parquet, compression zstd, row_group_size {_ROW_GROUP})"
        )
    connection.execute("reset threads")
