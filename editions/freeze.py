"""Freezing editions: what is published when a month or quarter is mature, kept under its name and never changed.

An edition is a folder of published/editions with the aggregate files of the build it was made from, and one of
restricted/editions with the caseload and the cases behind each headline of its period. Each is written under another name
and renamed when whole; its manifest holds the SHA-256 of every file, the restricted one those of the published files as well, so that
an edition rewritten with its manifest is noticed too. Which periods are due is decided in the warehouse (kpis.edition_period: mature,
and the newest such month and quarter).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from publishing.files import PublicationError, current, sync, sync_tree
from publishing.tables import literal

CASES = "cases.parquet"
_READ_ONLY = 0o444


class EditionTampered(PublicationError):
    """A frozen edition is not what its manifest says; the text names editions and files only."""


def editions(root: Path) -> list[Path]:
    """The frozen editions under `published` or `restricted`, oldest period first by name."""
    return sorted(path.parent for path in (root / "editions").glob("*/manifest.json"))


def sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def freeze_due(home: Path, say: Callable[[str], None] = lambda line: None) -> list[str]:
    """Freezes what is due of the current build and not frozen yet; the names of the new editions. Twice is harmless.

    Raises:
        PublicationError: nothing is published, or the private file of the current build is gone.
    """
    published, restricted = home / "published", home / "restricted"
    build = current(published)
    warehouse = home / "warehouse" / "builds" / str(build) / "warehouse.duckdb"
    if build is None or not warehouse.exists():
        raise PublicationError(
            "no edition can be frozen: the private file of the current build is gone; run the night again"
        )
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        due = connection.execute(
            "select edition, frequency, cast(period_end as varchar), bank_holidays from kpis.edition_period"
            " where not is_frozen order by edition"
        ).fetchall()
        frozen, files = [], _hashes(published / "builds" / build)
        for name, frequency, period_end, bank_holidays in due:
            if (published / "editions" / name / "manifest.json").exists():
                continue
            said = {"edition": name, "frequency": frequency, "period_end": period_end, "bank_holidays": bank_holidays}
            # The restricted side first: an edition is there when readers of the aggregates see it.
            known = said | {"published": files}
            _freeze(restricted, name, known, build, lambda folder, name=name: _write_cases(connection, name, folder))
            _freeze(published, name, said, build, lambda folder: None)
            say(f"edition {name} frozen from build {build}")
            frozen.append(name)
    return frozen


def _hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below `folder` but its manifest."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): sha256(path) for path in files if path != folder / "manifest.json"}


def _freeze(root: Path, name: str, said: dict, build: str, add: Callable[[Path], None]) -> None:
    folder, new = root / "editions" / name, root / "editions" / f".{name}"
    if (folder / "manifest.json").exists():
        return
    shutil.rmtree(new, ignore_errors=True)
    source = root / "builds" / build
    new.parent.mkdir(mode=source.stat().st_mode & 0o777, exist_ok=True)
    # A copy and not a link: an edition must not change with what it was made from.
    shutil.copytree(source, new, ignore=shutil.ignore_patterns("manifest.json"))
    add(new)
    files = _hashes(new)
    told = read_build(root, build)
    manifest = said | {key: told[key] for key in ("as_of", "extract_date", "build", "authority", "code_version")}
    (new / "manifest.json").write_text(json.dumps(manifest | {"files": files}, indent=1) + "\n", encoding="utf-8")
    for path in new.rglob("*"):
        if path.is_file():
            path.chmod(_READ_ONLY if root.name == "published" else 0o400)
    sync_tree(new)
    os.rename(new, folder)
    sync(folder.parent)


def read_build(root: Path, build: str) -> dict:
    """The manifest of a build; it lies on the published side."""
    return json.loads((root.parent / "published" / "builds" / build / "manifest.json").read_text(encoding="utf-8"))


def _write_cases(connection: duckdb.DuckDBPyConnection, name: str, folder: Path) -> None:
    connection.execute(
        f"copy (select * exclude (edition) from kpis.edition_headline_case where edition = {literal(name)} order by all)"
        f" to {literal(folder / CASES)} (format parquet, compression zstd)"
    )
    (folder / CASES).chmod(0o600)


def tampered(home: Path) -> list[str]:
    """Files of frozen editions that are gone, new or changed, each as `<store>/<edition>/<file>`; empty where all is well."""
    found = []
    for store in ("published", "restricted"):
        for folder in editions(home / store):
            there, said = _hashes(folder), _manifest(folder)["files"]
            changed = {file for file in there.keys() | said.keys() if there.get(file) != said.get(file)}
            found += [f"{store}/{folder.name}/{file}" for file in sorted(changed)]
    for folder in editions(home / "restricted"):
        beside, known = home / "published" / "editions" / folder.name, _manifest(folder).get("published")
        if known and (beside / "manifest.json").exists() and _manifest(beside)["files"] != known:
            found.append(f"published/{folder.name}/manifest.json")
    return found


def _manifest(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
