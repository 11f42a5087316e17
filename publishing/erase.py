"""The right to erasure, where something is published: child-level stores, their manifests and the reject files."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Collection
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from publishing.files import sync
from publishing.stores import write_store
from publishing.tables import control_total, literal, quoted
from schemas.marts import load_marts


def erase_from_stores(published: Path, restricted: Path, children: Collection[str], today: date) -> int:
    """Writes what is child level in every build and edition under `restricted` anew without rows of `children`.

    The manifest that vouches for it follows and says the day. Returns the number of rows left out. Aggregates are left as they
    are. Someone who has a store open keeps what they have.
    """
    rows = 0
    for store in sorted((restricted / "builds").glob("*/caseload.duckdb")):
        left_out, tables = without(store, children)
        rows += left_out
        if left_out:
            manifest = published / store.parent.relative_to(restricted) / "manifest.json"
            said = json.loads(manifest.read_text(encoding="utf-8"))
            said["tables"] |= {name: said["tables"][name] | table for name, table in tables.items()}
            _say(manifest, said, today)
    for manifest in sorted((restricted / "editions").glob("*/manifest.json")):
        folder = manifest.parent
        left_out = without(folder / "caseload.duckdb", children)[0]
        for cases in folder.glob("*.parquet"):
            left_out += _cases_without(cases, children)
        rows += left_out
        if left_out:
            said = json.loads(manifest.read_text(encoding="utf-8"))
            said["files"] = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in said["files"]}
            _say(manifest, said, today)
    return rows


def _say(manifest: Path, said: dict, today: date) -> None:
    said["erased_on"] = [*said.get("erased_on", []), today.isoformat()]
    _replace(manifest, json.dumps(said, indent=1) + "\n")


def _cases_without(path: Path, children: Collection[str]) -> int:
    """Writes a file of cases anew without those of `children`; how many were left out."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    theirs = "coalesce(list_contains($children, child_id), false)"
    with duckdb.connect() as connection:
        asked = {"children": list(children)}
        (count,) = connection.execute(f"select count(*) from {literal(path)} where {theirs}", asked).fetchone()
        if count:
            new.touch(mode=0o600)
            kept = connection.execute(f"from {literal(path)} where not {theirs}", asked).to_arrow_table()
            pq.write_table(kept, new, compression="zstd")
            _swap(new, path)
    return count


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
    _swap(new, store)
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
            _replace(path, text.getvalue())
            taken += len(rows) - len(kept)
    return taken


def _replace(path: Path, text: str) -> None:
    new = path.with_name(path.name + ".new")
    new.touch(mode=0o600)
    new.write_text(text, encoding="utf-8", newline="")
    _swap(new, path)


def _swap(new: Path, path: Path) -> None:
    """Puts `new` in the place of `path`, with its permissions, for good."""
    new.chmod(path.stat().st_mode & 0o777)
    sync(new)
    new.replace(path)
    sync(path.parent)
