"""Re-reads a build that is written but not yet current, in a process of its own that wrote none of it.

Started before there is anything to read (its imports take as long as the writing) and told the build's folders on standard
input. Answers on standard output with one JSON object: rows and control total of each table, and findings. A finding names
a table, a column, a rule and a number of rows: never a value.
"""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from publishing.tables import STORAGE_VERSION, control_total, literal, quoted
from schemas.marts import MartTable, load_marts
from schemas.marts import check as check_schema


@dataclass(frozen=True)
class Finding:
    """What is wrong with a table that was written."""

    table: str
    column: str | None
    rule: str
    rows: int


def reread(published: Path, restricted: Path, tables: list[MartTable]) -> tuple[dict[str, dict], list[Finding]]:
    """Rows and control total of every table, as they are on disk, and what is wrong with them."""
    totals: dict[str, dict] = {}
    findings: list[Finding] = []
    stores = {"marts": published / "marts.duckdb", "caseload": restricted / "caseload.duckdb"}
    for store, path in stores.items():
        if path.with_suffix(".duckdb.wal").exists():
            findings.append(Finding(path.name, None, "a write-ahead log is left", 1))
        with duckdb.connect(str(path), read_only=True) as connection:
            version = connection.execute(
                "select tags['storage_version'] from duckdb_databases() where not internal"
            ).fetchone()[0]
            if not version.startswith(STORAGE_VERSION):
                findings.append(Finding(path.name, None, f"storage version is not {STORAGE_VERSION}", 1))
            declared = [table for table in tables if table.store == store]
            there = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
            for name in sorted(there ^ {table.name for table in declared}):
                findings.append(Finding(name, None, "declared or written, not both", 1))
            for table in declared:
                if table.name not in there:
                    continue
                rows, total = control_total(connection, table, quoted(table.name))
                totals[table.name] = {"store": store, "rows": rows, "sha256": total}
                findings.extend(_rules(connection, table))
                if store == "marts":
                    findings.extend(_parquet(connection, published / "parquet" / f"{table.name}.parquet", table))
    return totals, findings


def _rules(connection: duckdb.DuckDBPyConnection, table: MartTable) -> list[Finding]:
    """The declared schema, by pandera; the key, by the database, which has the rows sorted already."""
    data = connection.sql(f"select * from {quoted(table.name)}").to_arrow_table()
    findings = [Finding(table.name, column, rule, rows) for column, rule, rows in check_schema(table.name, data)]
    if table.key:
        key = ", ".join(quoted(name) for name in table.key)
        twice = connection.execute(
            f"select count(*) from (select 1 from {quoted(table.name)} group by {key} having count(*) > 1)"
        ).fetchone()[0]
        if twice:
            findings.append(Finding(table.name, ", ".join(table.key), "key occurs twice", twice))
    return findings


def _parquet(connection: duckdb.DuckDBPyConnection, path: Path, table: MartTable) -> list[Finding]:
    """Rows that are in the Parquet file or in the store, not in both."""
    differing = connection.execute(
        f"select count(*) from ((from {quoted(table.name)} except all from read_parquet({literal(path)}))"
        f" union all (from read_parquet({literal(path)}) except all from {quoted(table.name)}))"
    ).fetchone()[0]
    return [Finding(table.name, None, "parquet is not the store", differing)] if differing else []


def main() -> None:
    """Waits for the folders on standard input (one JSON line), answers on standard output."""
    tables = load_marts()
    line = sys.stdin.readline()
    if not line:
        return
    asked = json.loads(line)
    totals, findings = reread(Path(asked["published"]), Path(asked["restricted"]), list(tables.values()))
    json.dump({"tables": totals, "findings": [asdict(finding) for finding in findings]}, sys.stdout)


if __name__ == "__main__":
    main()
