"""Re-reads a build that is written but not yet current, in a process of its own that wrote none of it.

Started before there is anything to read (its imports take as long as the writing) and told the build's folders on standard
input. Answers on standard output with one JSON object: rows and control total of each table, and breaches. A breach names
a table, a column, a rule and a number of rows: never a value.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import duckdb

from publishing.tables import STORAGE_VERSION, control_total, literal, quoted
from schemas.breaches import Breach, SchemaBroken
from schemas.marts import Mart, load_marts, validate_mart


def reread(published: Path, restricted: Path, tables: list[Mart]) -> tuple[dict[str, dict], list[Breach]]:
    """Rows and control total of every table, as they are on disk, and what is wrong with them."""
    totals: dict[str, dict] = {}
    breaches: list[Breach] = []
    for store, path in {
        "marts": published / "marts.duckdb",
        "caseload": restricted / "caseload.duckdb",
    }.items():
        declared = {table.name: table for table in tables if table.store == store}
        breaches.extend(_file_breaches(path))
        with duckdb.connect(str(path), read_only=True) as connection:
            written = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
            breaches.extend(
                Breach(name, None, "declared or written, not both", None) for name in sorted(written ^ declared.keys())
            )
            for name in sorted(written & declared.keys()):
                rows, total = control_total(connection, declared[name], quoted(name))
                totals[name] = {"store": store, "rows": rows, "sha256": total}
                breaches.extend(_schema_breaches(connection, name))
                if store == "marts":
                    breaches.extend(_parquet_breaches(connection, published / "parquet" / f"{name}.parquet", name))
    return totals, breaches


def _file_breaches(path: Path) -> Iterator[Breach]:
    """A log beside the file would be replayed by the next reader; a newer format would shut older ones out."""
    if path.with_name(path.name + ".wal").exists():
        yield Breach(path.name, None, "a write-ahead log is left", None)
    with duckdb.connect(str(path), read_only=True) as connection:
        (version,) = connection.execute(
            "select tags['storage_version'] from duckdb_databases() where not internal"
        ).fetchone()
    if not version.startswith(STORAGE_VERSION):
        yield Breach(path.name, None, f"storage version is not {STORAGE_VERSION}", None)


def _schema_breaches(connection: duckdb.DuckDBPyConnection, name: str) -> list[Breach]:
    try:
        validate_mart(name, connection.sql(f"from {quoted(name)}").to_arrow_table())
    except SchemaBroken as broken:
        return broken.breaches
    return []


def _parquet_breaches(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> Iterator[Breach]:
    """Rows and the sum of their hashes, in the Parquet file and in the store; a comparison row by row takes ten times as long."""
    summed = "select count(*), sum(cast(hash(one) as hugeint)) from"
    store = connection.execute(f"{summed} {quoted(name)} as one").fetchone()
    parquet = connection.execute(f"{summed} read_parquet({literal(path)}) as one").fetchone()
    if store != parquet:
        yield Breach(name, None, "parquet is not the store", parquet[0])


def main() -> None:
    """Waits for the folders on standard input (one JSON line), answers on standard output."""
    tables = list(load_marts().values())
    line = sys.stdin.readline()
    if line:
        asked = json.loads(line)
        totals, breaches = reread(Path(asked["published"]), Path(asked["restricted"]), tables)
        json.dump(
            {"tables": totals, "breaches": [asdict(breach) for breach in breaches]},
            sys.stdout,
        )


if __name__ == "__main__":
    main()
