"""The right to erasure, where something is published: child-level stores, their manifests and the reject files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection
from datetime import date
from pathlib import Path

import duckdb

from publishing.files import sync
from publishing.stores import write_store
from publishing.tables import control_total, literal, quoted
from schemas.marts import load_marts


def erase_from_stores(published: Path, restricted: Path, children: Collection[str], today: date) -> int:
    """Writes every caseload store under `restricted` anew without rows of `children`; says so in its build's manifest.

    Returns the number of rows left out. Aggregates are left as they are. Someone who has a store open keeps what they have.
    """
    rows = 0
    for store in sorted(restricted.rglob("caseload.duckdb")):
        if store.parent.is_symlink():
            continue
        left_out, tables = without(store, children)
        rows += left_out
        manifest = published / store.parent.relative_to(restricted) / "manifest.json"
        if left_out and manifest.exists():
            said = json.loads(manifest.read_text(encoding="utf-8"))
            said["tables"] |= {name: said["tables"][name] | table for name, table in tables.items()}
            said["erased_on"] = [*said.get("erased_on", []), today.isoformat()]
            _replace(manifest, json.dumps(said, indent=1) + "\n", 0o644)
    return rows


def without(store: Path, children: Collection[str]) -> tuple[int, dict[str, dict]]:
    """Writes a caseload store anew without rows of `children`: rows left out, and rows and sha256 of the tables that had some."""
    new = store.with_name(store.name + ".new")
    new.unlink(missing_ok=True)
    tables, counts = {}, {}
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(store)} as old (read_only)")
        connection.execute("create temp table _child (id varchar)")
        connection.executemany("insert into _child values (?)", [[child] for child in children])
        there = {
            name
            for (name,) in connection.execute(
                "select table_name from duckdb_tables() where database_name = 'old'"
            ).fetchall()
        }
        marts = [mart for mart in load_marts().values() if mart.name in there]
        relations = {mart.name: f"old.{quoted(mart.name)}" for mart in marts}
        for mart in marts:
            if any(column.name == "child_id" for column in mart.columns):
                relation = relations[mart.name]
                theirs = "child_id in (select id from _child)"
                (counts[mart.name],) = connection.execute(f"select count(*) from {relation} where {theirs}").fetchone()
                relations[mart.name] = f"(from {relation} where not coalesce({theirs}, false))"
        if not any(counts.values()):
            return 0, {}
        write_store(connection, new, marts, relations)
        for mart in marts:
            if counts.get(mart.name):
                rows, total = control_total(connection, mart, relations[mart.name])
                tables[mart.name] = {"rows": rows, "sha256": total}
    new.chmod(store.stat().st_mode & 0o777)
    sync(new)
    new.replace(store)
    sync(store.parent)
    return sum(counts.values()), tables


def erase_from_rejects(folder: Path, children: Collection[str]) -> int:
    """Takes out of every reject file the records that name one of `children`; returns how many."""
    taken = 0
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            header, *rows = csv.reader(stream)
        kept = [row for row in rows if not {*children} & {word.strip() for word in next(csv.reader([row[-1]]), [])}]
        if len(kept) < len(rows):
            text = io.StringIO()
            csv.writer(text).writerows([header, *kept])
            _replace(path, text.getvalue(), 0o600)
            taken += len(rows) - len(kept)
    return taken


def _replace(path: Path, text: str, mode: int) -> None:
    new = path.with_name(path.name + ".new")
    new.touch(mode=mode)
    new.write_text(text, encoding="utf-8", newline="")
    sync(new)
    new.replace(path)
    sync(path.parent)
