"""Which extract a night reads."""

import re
from datetime import date
from pathlib import Path

from orchestration.settings import SettingsError

_DATED = re.compile(r"\d{4}-\d{2}-\d{2}")


def choose_extract(landing: Path, as_of: date | None) -> tuple[Path, date]:
    """The newest extract dated on or before `as_of` (None: the newest) and its date; other folders are not extracts.

    Raises:
        SettingsError: there is none.
    """
    found = dated_folders(landing)
    if not found:
        raise SettingsError(
            f"{landing}: no extract (a folder named by its date, such as 2026-11-20); csc demo writes one"
        )
    in_time = [day for day in found if as_of is None or day <= as_of]
    if not in_time:
        raise SettingsError(f"{landing}: no extract on or before {as_of}; the oldest is of {min(found)}")
    return found[max(in_time)], max(in_time)


def dated_folders(landing: Path) -> dict[date, Path]:
    """The extracts of a folder by their date, oldest first; none where there is no such folder.

    Raises:
        SettingsError: the folder cannot be read.
    """
    found = {}
    try:
        paths = sorted(landing.iterdir())
    except FileNotFoundError:
        paths = []
    except OSError as problem:
        raise SettingsError(f"{landing}: cannot be read ({problem.strerror})") from None
    for path in paths:
        if path.is_dir() and _DATED.fullmatch(path.name):
            try:
                found[date.fromisoformat(path.name)] = path
            except ValueError:
                continue
    return found
