"""The editions that were frozen, as the history remembers them: an edition that is lost or rewritten is known to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from history.store import opened


@dataclass(frozen=True)
class Frozen:
    """An edition: its name, the build it is a copy of, and the SHA-256 of its published manifest."""

    edition: str
    build: str
    manifest: str


def remembered(history: Path) -> dict[str, Frozen]:
    """The editions that were frozen, by name; none where there is no history.

    Raises:
        HistoryError: another process is using the history.
    """
    if not history.exists():
        return {}
    # For writing: one of an older contract gains the table.
    with opened(history, for_writing=True) as connection:
        rows = connection.execute("select edition, build, manifest from nights.edition order by edition").fetchall()
    return {row[0]: Frozen(*row) for row in rows}


def remember(history: Path, editions: Iterable[Frozen]) -> None:
    """Remembers editions that are there and were not known.

    Raises:
        HistoryError: another process is using the history.
    """
    with opened(history, for_writing=True) as connection:
        for edition in editions:
            connection.execute("insert into nights.edition values (?, ?, ?)", astuple(edition))
