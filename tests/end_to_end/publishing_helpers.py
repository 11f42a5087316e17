"""A small made-up warehouse file to publish from, without a night before it; run as a program it publishes once."""

import json
import sys
from datetime import date
from pathlib import Path

import duckdb

from publishing.publish import RunRecord, make_current, reread, stage, start_rereader, tell
from schemas.marts import Mart, load_marts

ROWS = 2000


def value(mart: Mart, column, word: str) -> str:
    """SQL for a value of a column in row `i`: unique in keys, of a closed list where there is one."""
    if column.values:
        return f"'{column.values[0]}'"
    if column.type == "varchar":
        return f"'{word}-' || i" if column.name in mart.key else f"'{word}'"
    if column.type == "date":
        return "date '2026-10-31' - cast(i as integer)"
    if column.type == "boolean":
        return "true"
    return f"cast(i as {column.type})"


def make_warehouse(path: Path, word: str, rows: int = ROWS) -> None:
    """A warehouse file with every published table; `word` is in every row, so that two builds cannot be mistaken."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        for mart in load_marts().values():
            if mart.name != "run":
                columns = ", ".join(f'{value(mart, column, word)} as "{column.name}"' for column in mart.columns)
                # Written backwards: what is published must be sorted by key, whatever the order here.
                connection.execute(
                    f"create table marts.{mart.name} as select {columns} from range({rows}) as t(i) order by i desc"
                )


def run_record(build: str) -> RunRecord:
    return RunRecord(build, date(2026, 11, 20), date(2026, 11, 20), "Made-up", "test", 1, "{}")


def publish(home: Path, build: str, rows: int = ROWS) -> dict:
    """Publishes a made-up build, whose every row carries its name."""
    published, restricted = home / "published", home / "restricted"
    warehouse = home / "warehouse" / "builds" / build / "warehouse.duckdb"
    make_warehouse(warehouse, build, rows)
    for folder in (published, restricted):
        folder.mkdir(exist_ok=True)
    rereader, run, marts = start_rereader(), run_record(build), list(load_marts().values())
    expected = stage(
        warehouse, published, restricted, marts, run, written=lambda: tell(rereader, published, restricted, build)
    )
    tables = reread(rereader, expected)
    return make_current(published, restricted, run, tables, [], {})


if __name__ == "__main__":
    json.dump(publish(Path(sys.argv[1]), sys.argv[2])["build"], sys.stdout)
