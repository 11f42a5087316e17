"""Freezing editions: what is published when a month or quarter is mature, kept under its name and never changed.

An edition is a folder of published/editions with the aggregate files of the build it was made from, and one of
restricted/editions with the caseload and the cases behind each headline of its period. Each is written under another name
and renamed when whole; its manifest holds the SHA-256 of every file, and the history remembers the edition with that of its published
manifest, so that one rewritten with its manifest, or lost, is noticed too. Which periods are due is decided in the warehouse
(kpis.edition_period: mature, and the newest such month and quarter).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from history.frozen import Frozen, remember, remembered
from publishing.files import PublicationError, current, sync, sync_tree
from publishing.tables import literal

CASES = "cases.parquet"
_READ_ONLY = 0o444


def editions(root: Path) -> list[Path]:
    """The frozen editions under `published` or `restricted`, oldest period first by name."""
    return sorted(path.parent for path in (root / "editions").glob("*/manifest.json"))


def sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def freeze_due(home: Path, say: Callable[[str], None] = lambda line: None) -> list[str]:
    """Freezes what is due of the current build and not frozen yet; the names of the new editions. Twice is harmless.

    One that was frozen and is lost is made again of the build it was a copy of, never of another: that would say other figures
    under its name.

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
    history = home / "warehouse" / "history.duckdb"
    known = remembered(history)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        due = connection.execute(
            "select edition, frequency, cast(period_end as varchar), bank_holidays from kpis.edition_period"
            " where not is_frozen order by edition"
        ).fetchall()
        frozen = []
        for name, frequency, period_end, bank_holidays in due:
            if (published / "editions" / name / "manifest.json").exists():
                continue
            if name in known and known[name].build != build:
                say(f"edition {name} was frozen from build {known[name].build} and is lost: put it back from a backup")
                continue
            if name not in known and (published / "editions" / name).exists():
                say(f"edition {name} has lost its manifest: put that back from a backup, or remove what is left")
                continue
            said = {"edition": name, "frequency": frequency, "period_end": period_end, "bank_holidays": bank_holidays}
            # The restricted side first: an edition is there when readers of the aggregates see it.
            _freeze(restricted, name, said, build, lambda folder, name=name: _write_cases(connection, name, folder))
            _freeze(published, name, said, build, lambda folder: None)
            say(f"edition {name} frozen from build {build}")
            frozen.append(name)
    remember(history, [_as_frozen(folder) for folder in editions(published) if folder.name not in known])
    return frozen


def _as_frozen(folder: Path) -> Frozen:
    manifest = folder / "manifest.json"
    return Frozen(folder.name, read_manifest(folder).get("build", ""), sha256(manifest))


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
    # Without a manifest it is no edition.
    shutil.rmtree(folder, ignore_errors=True)
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
    """Files of frozen editions that are gone, new or changed, each as `<store>/<edition>/<file>`; empty where all is well.

    Raises:
        HistoryError: another process is using the history.
    """
    found = set()
    known = remembered(home / "warehouse" / "history.duckdb")
    for store in ("published", "restricted"):
        folders = {folder.name: folder for folder in editions(home / store)}
        found |= {f"{store}/{name}/manifest.json" for name in known.keys() - folders.keys()}
        for name, folder in folders.items():
            there, said = _hashes(folder), read_manifest(folder).get("files", {})
            changed = {file for file in there.keys() | said.keys() if there.get(file) != said.get(file)}
            if store == "published" and name in known and sha256(folder / "manifest.json") != known[name].manifest:
                changed.add("manifest.json")
            found |= {f"{store}/{name}/{file}" for file in changed}
    return sorted(found)


def is_untouched(folder: Path, files: Iterable[str]) -> bool:
    """Whether files of a frozen edition are what its manifest says."""
    said = read_manifest(folder).get("files", {})
    return all((folder / file).exists() and sha256(folder / file) == said.get(file) for file in files)


def read_manifest(folder: Path) -> dict:
    """What an edition says of itself; nothing where that is gone or cannot be read."""
    try:
        said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
