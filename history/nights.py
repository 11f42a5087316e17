"""What a night read beside its extract, and that it was published: enough to build the same again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import duckdb

from history.states import OPEN, set_state
from history.store import FILES, beside, opened
from publishing.tables import literal


def read_files(folders: Mapping[str, Path]) -> dict[tuple[str, str], bytes]:
    """The files of each folder (not of folders in it) by kind and name."""
    return {
        (kind, path.name): path.read_bytes()
        for kind, folder in folders.items()
        for path in sorted(folder.iterdir())
        if path.is_file()
    }


def record_night(
    history: Path, warehouse: Path, folders: Mapping[str, Path], schema_version: int, tables: Mapping[str, Mapping]
) -> None:
    """Remembers the night in `warehouse` under its as-of date, in place of an earlier one of that date.

    `folders` are those of the pack and of the seeds, by kind; `tables` what the manifest says of each published table. Recorded
    just before the pointer turns: a night killed in between is recorded and runs again.
    """
    files = read_files(folders)
    with opened(history, for_writing=True) as connection:
        connection.execute(f"attach {literal(warehouse)} as warehouse (read_only)")
        connection.execute("begin")
        _record(connection, files, schema_version, tables)
        connection.execute("commit")


def _record(
    connection: duckdb.DuckDBPyConnection,
    files: Mapping[tuple[str, str], bytes],
    schema_version: int,
    tables: Mapping[str, Mapping],
) -> None:
    as_of, extract_date, build, code, inputs, beside_it = connection.execute(
        "select as_of, extract_date, build, code_version, inputs, beside from warehouse.raw.night"
    ).fetchone()
    (authority,) = connection.execute("select name from warehouse.pack.authority").fetchone()
    until = connection.execute("select min(as_of) from nights.night where as_of > ?", [as_of]).fetchone()[0] or OPEN
    named = [(kind, name, hashlib.sha256(content).hexdigest(), content) for (kind, name), content in files.items()]
    connection.execute("create or replace temp table _file (kind varchar, path varchar, sha256 varchar, content blob)")
    connection.executemany("insert into _file values (?, ?, ?, ?)", named)
    connection.execute(
        "insert into nights.content select sha256, any_value(content) from _file "
        "where sha256 not in (select sha256 from nights.content) group by sha256"
    )
    set_state(connection, FILES, f"select {FILES.column_list} from _file", as_of, until)
    for name, kept in beside().items():
        set_state(connection, kept, f"select {kept.column_list} from warehouse.{name}", as_of, until)
    proof = {name: {"rows": table["rows"], "sha256": table["sha256"]} for name, table in tables.items()}
    connection.execute("delete from nights.night where as_of = ?", [as_of])
    connection.execute(
        "insert into nights.night by name select ? as as_of, ? as extract_date, ? as build, ? as authority, ? as code_version, "
        "? as inputs, ? as beside, as_of as figures_as_of, extract_date as figures_extract_date, ? as mart_schema_version, "
        "? as tables",
        [as_of, extract_date, build, authority, code, inputs, beside_it, schema_version, json.dumps(proof)],
    )
