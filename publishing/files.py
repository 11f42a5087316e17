"""Build folders, the pointer readers follow, the lock of the night: everything about files, nothing about data.

A build is staged in folders of its own that nobody opens, and becomes current by one rename. What is in a build folder
never changes after that.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KEPT_BUILDS = 7
KEPT_WAREHOUSES = 2
BLOCKED = "BLOCKED"


class PublicationError(Exception):
    """The night cannot publish; the text is one line and carries no data."""


class NightRunning(PublicationError):
    """Another night holds the lock of this home."""


class NothingPublished(PublicationError):
    """Nobody has published in this home yet."""


@contextmanager
def night_lock(home: Path) -> Iterator[None]:
    """One night at a time per home. The kernel drops the lock with the process, so a killed night leaves none behind.

    Raises:
        NightRunning: another process, or this one, is in a night.
    """
    with (home / ".night.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise NightRunning(f"a night is already running in {home}: wait for it or stop it") from None
        yield


def require_space(folder: Path, needed: int) -> None:
    """Refuses to begin what would fill the disk: `needed` bytes must be free where `folder` is.

    Raises:
        PublicationError: too little is free.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise PublicationError(f"{folder}: {needed // 2**20} MB needed, {free // 2**20} MB free")


def size_of(folder: Path) -> int:
    """Bytes of the files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def sync(path: Path) -> None:
    """Writes a file or a folder's entries through to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Writes a folder, everything in it and its own entry through to the disk."""
    for path in sorted(folder.rglob("*"), reverse=True):
        sync(path)
    sync(folder)
    sync(folder.parent)


def point(root: Path, build: str) -> None:
    """Makes `root`/current name `root`/builds/`build`, by one rename."""
    new = root / f".current-{build}"
    new.unlink(missing_ok=True)
    new.symlink_to(Path("builds") / build)
    sync(root)
    new.replace(root / "current")
    sync(root)


def current(root: Path) -> str | None:
    """The build `root`/current names; None when nothing was ever published there."""
    try:
        return os.readlink(root / "current").rsplit("/", 1)[-1]
    except FileNotFoundError:
        return None


def swing(published: Path, restricted: Path, build: str) -> None:
    """Makes the build current, restricted side first.

    Two links cannot be replaced in one step. What is published is what `published/current` says: readers of the restricted
    store take the build of that name, never `restricted/current` (which is there for people and their file permissions).
    A crash between the two renames leaves `restricted/current` one build ahead; nobody is misled, and `clean_up` of
    the next night takes it back.
    """
    point(restricted, build)
    point(published, build)


def read_manifest(published: Path) -> dict:
    """The manifest of what is published now.

    Raises:
        NothingPublished: there is none.
    """
    build = current(published)
    if build is None:
        raise NothingPublished(f"{published}: nothing is published yet (make nightly, or csc nightly)")
    return json.loads((published / "builds" / build / "manifest.json").read_text(encoding="utf-8"))


def block(published: Path, reason: str) -> None:
    """Lets nothing be published here until someone has settled `reason` and removed the file that says it."""
    path = published / BLOCKED
    path.write_text(reason + "\n", encoding="utf-8")
    sync(path)
    sync(published)


def require_unblocked(published: Path) -> None:
    """Refuses to publish where something is to be settled first.

    Raises:
        PublicationError: with the reason and what to do.
    """
    path = published / BLOCKED
    if path.exists():
        reason = path.read_text(encoding="utf-8").strip()
        raise PublicationError(f"publication is blocked: {reason}; settle it, then remove {path}")


def clean_up(published: Path, restricted: Path, warehouse: Path) -> None:
    """Keeps the last builds and removes what a night that died left behind. Called under the night's lock, at its start.

    A build without a manifest was not finished; one newer than the current was never made current. Both go. The names
    of builds sort by time.
    """
    now = current(published)
    finished = [
        path.name
        for path in sorted((published / "builds").glob("*"))
        if now is not None and path.name <= now and (path / "manifest.json").exists()
    ]
    kept = {*finished[-KEPT_BUILDS:], now}
    for root in (published, restricted):
        _remove_all_but(root / "builds", kept)
        for link in root.glob(".current-*"):
            link.unlink()
        if now is not None and current(root) != now:
            point(root, now)
    builds = sorted(path.name for path in (warehouse / "builds").glob("*"))
    _remove_all_but(warehouse / "builds", {*builds[-KEPT_WAREHOUSES:]})


def _remove_all_but(folder: Path, kept: set[str | None]) -> None:
    for path in folder.glob("*"):
        if path.name not in kept:
            shutil.rmtree(path)
