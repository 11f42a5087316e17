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
    found = []
    for path in landing.glob("*") if landing.is_dir() else ():
        if path.is_dir() and _DATED.fullmatch(path.name):
            try:
                found.append((date.fromisoformat(path.name), path))
            except ValueError:
                continue
    if not found:
        raise SettingsError(
            f"{landing}: no extract (a folder named by its date, such as 2026-11-20); csc demo writes one"
        )
    in_time = [extract for extract in found if as_of is None or extract[0] <= as_of]
    if not in_time:
        raise SettingsError(f"{landing}: no extract on or before {as_of}; the oldest is of {min(found)[0]}")
    extract_date, folder = max(in_time)
    return folder, extract_date
