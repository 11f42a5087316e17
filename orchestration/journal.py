"""Progress lines: to the terminal and to CSC_HOME/logs/<date>.log. They carry counts and names of things, never data."""

import sys
from datetime import date, datetime, timedelta
from pathlib import Path

KEPT_DAYS = 30


class Journal:
    """Says a line in the day's log and, when `echo`, on standard output."""

    def __init__(self, folder: Path, echo: bool) -> None:
        self._folder = folder
        # Kept from the start: while dbt runs, sys.stdout is taken away from it.
        self._terminal = sys.stdout if echo else None

    def note(self, line: str) -> None:
        """A line in the day's log only."""
        now = datetime.now()
        with (self._folder / f"{now:%Y-%m-%d}.log").open("a", encoding="utf-8") as log:
            log.write(f"{now:%H:%M:%S} {line}\n")

    def say(self, line: str) -> None:
        """A line in the log and, when the night has a terminal, on it."""
        self.note(line)
        if self._terminal:
            print(line, file=self._terminal, flush=True)

    def clean_up(self) -> None:
        """Removes the logs of days more than 30 days ago."""
        oldest = date.today() - timedelta(days=KEPT_DAYS)
        for path in self._folder.glob("????-??-??.log"):
            if path.stem < oldest.isoformat():
                path.unlink()
