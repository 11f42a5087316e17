"""`csc backfill`: a folder of month-end extracts becomes an edition for each month, one night after the other."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from orchestration.extracts import dated_folders
from orchestration.settings import PROJECT, SettingsError

# Far enough past a month's end for any pack's maturity: an edition is of the newest mature month, and the extract says how far
# figures go.
_MATURE_AFTER = timedelta(days=24)


def backfill(folder: Path, home: Path, authority: Path, say: Callable[[str], None]) -> None:
    """Freezes an edition of the month each extract of `folder` ends, oldest first; those that are frozen are passed over.

    Each night runs in a process of its own, so that a stopped backfill goes on where it was. A night answers for the day its
    month is mature.

    Raises:
        SettingsError: no extract ends a month, or a night failed; the editions before it stand.
    """
    month_ends = [day for day in dated_folders(folder) if (day + timedelta(days=1)).day == 1]
    if not month_ends:
        raise SettingsError(f"{folder}: no extract is dated by the last day of a month")
    for number, day in enumerate(month_ends, 1):
        name = f"{day:%Y-%m}"
        told = f"{number} of {len(month_ends)}: edition {name}"
        if (home / "published" / "editions" / name / "manifest.json").exists():
            say(f"{told} is there")
            continue
        say(f"{told} ...")
        begun = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="csc-backfill-") as alone:
            # The night takes the newest extract it finds: it is shown this one only.
            (Path(alone) / day.isoformat()).symlink_to(folder / day.isoformat())
            arguments = ["nightly", "--home", home, "--landing", alone, "--authority", authority]
            arguments += ["--as-of", (day + _MATURE_AFTER).isoformat()]
            ended = subprocess.run(
                [sys.executable, "-m", "orchestration.cli", *map(str, arguments)],
                cwd=PROJECT,
                stdout=subprocess.DEVNULL,
                check=False,
            )
        if ended.returncode != 0:
            raise SettingsError(f"{told}: the night of {day} did not publish; mend it and run the same command again")
        if not (home / "published" / "editions" / name / "manifest.json").exists():
            raise SettingsError(f"{told}: the night published and froze no such edition; its log says why")
        say(f"{told} is frozen, {time.perf_counter() - begun:.0f} s")
