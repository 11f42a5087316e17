"""`make bench`: what a night costs, measured on the synthetic authority, with the laws it is held to.

Every night runs in a process of its own on a copy of a prepared home; a row of the table is the median of several runs. Writes
bench.md and bench.csv.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from synthetic import write_extract
from synthetic.nights import Nights

PROJECT = Path(__file__).resolve().parent.parent
LAST = dt.date(2022, 11, 30)
CHILDREN = 1000
NIGHTS_A_YEAR = 365
LAWS = {
    "history": "history × 10 costs at most 1.2 ×",
    "changes": "ten times the changed rows at most 10 ×",
    "unchanged": "an unchanged extract publishes nothing new but its date",
    "growth": "365 nights cost a few times one extract",
}


@dataclass(frozen=True)
class Run:
    """One measured process. CPU is user and system, children's processes included; peak is resident memory."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Measured:
    """A row of the table: medians of `runs`, and what they are a ratio of."""

    law: str
    what: str
    runs: tuple[Run, ...]
    against: str = ""

    def median(self, name: str) -> float:
        return statistics.median(getattr(run, name) for run in self.runs)


def measure(command: Sequence[str]) -> Run:
    """Runs a command to its end; it must succeed."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"bench: {' '.join(command[2:4])} failed:\n{said[-2000:]}")
    # ru_maxrss is in kilobytes on Linux, in bytes on macOS.
    unit = 1024 if sys.platform != "darwin" else 1024**2
    return Run(time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def night(home: Path, day: dt.date) -> Run:
    """`csc nightly` of one date."""
    return measure(
        [sys.executable, "-m", "orchestration.cli", "nightly", "--home", str(home), "--as-of", day.isoformat()]
    )


class Council:
    """A synthetic council of so many years, with a home in which the night before some date has run."""

    def __init__(self, folder: Path, children: int, years: int) -> None:
        write_extract(folder / "whole", years=years, children=children, as_of=LAST)
        self._folder, self._nights = folder, Nights(folder / "whole" / "landing" / LAST.isoformat())
        self._prepared: dict[int, Path] = {}

    def extract_bytes(self) -> int:
        return sum(path.stat().st_size for path in self._prepared[1].glob(f"landing/{LAST}/*"))

    def prepared(self, days: int) -> Path:
        """A home in which the night `days` before the last has run and the last extract has been delivered."""
        if days not in self._prepared:
            home, before = self._folder / f"home-{days}", LAST - dt.timedelta(days=days)
            self._nights.write(home / "landing", before)
            night(home, before)
            self._nights.write(home / "landing", LAST)
            self._prepared[days] = home
        return self._prepared[days]

    def last_night(self, days: int, runs: int, then: Callable[[Path], Run] | None = None) -> tuple[Run, ...]:
        """The last night after `days` without one, or what is done `then`, so many times, each on a copy of the home."""
        measured = []
        for _ in range(runs):
            with tempfile.TemporaryDirectory(dir=self._folder) as copy:
                home = Path(copy) / "home"
                shutil.copytree(self.prepared(days), home, symlinks=True)
                measured.append(then(home) if then else night(home, LAST))
        return tuple(measured)


def unchanged(home: Path) -> Run:
    """The night after a night, on the same files."""
    night(home, LAST)
    shutil.copytree(
        home / "landing" / LAST.isoformat(),
        home / "landing" / (LAST + dt.timedelta(days=0)).isoformat(),
        dirs_exist_ok=True,
    )
    return night(home, LAST)
