"""Every night of a quarter as a whole publication, replayed on another path: python -m tests.end_to_end.quarter --out DIR

A tiny council's nights, each a little other than the last, are published one after the other; landing folders are removed, and
each publication is built again from a copy of the history alone, on another path and with another number of threads, and held to
what was published: rows and SHA-256 of every table. Stopped, it goes on where it was when it is given the same folder.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from queue import SimpleQueue

from orchestration.replay import NOT_COMPARED
from orchestration.settings import PROJECT
from publishing.files import read_manifest
from scripts.bench import run_module
from synthetic import SMALLEST, write_extract
from synthetic.nights import Nights
from tests.end_to_end.night_helpers import small_pack

FIRST, LAST = date(2022, 9, 1), date(2022, 11, 30)
# What happens on which day of so many; the rest are ordinary nights. The same files are noticed only after one of them.
CYCLE, SKIPPED, LATE, AGAIN, SAME = 13, 1, 2, 4, 7
THREADS = 3
# Replays at a time; one alone keeps little more than one core busy.
AT_ONCE = 2


@dataclass(frozen=True)
class Delivery:
    """The extract of `day` as it is known on `knows`; `same`: the files of the delivery before it under the new date."""

    day: date
    knows: date
    same: bool = False


def deliveries(days: Sequence[date]) -> Iterator[Delivery]:
    """In the order in which they come: a day is left out, comes after the next one, comes again knowing more, or is the last again."""
    held: list[Delivery] = []
    for number, day in enumerate(days):
        kind = number % CYCLE
        if kind == LATE:
            held.append(Delivery(day, day))
        elif kind != SKIPPED:
            yield Delivery(day, day, same=kind == SAME)
            yield from held
            held = [Delivery(day, day + timedelta(days=1))] if kind == AGAIN else []
    yield from held


class Quarter:
    """The nights of `days` in `folder`: `told` is what each date published last, in a file of the folder."""

    def __init__(self, folder: Path, days: Sequence[date]) -> None:
        self.folder, self.deliveries = folder, list(deliveries(days))
        self.home, self.pack = folder / "home", folder / "pack"
        self._kept = folder / "told.json"
        said = json.loads(self._kept.read_text()) if self._kept.exists() else {"nights": 0, "told": {}, "differ": {}}
        self.nights, self.told, self.differ = said["nights"], said["told"], said["differ"]

    def _keep(self) -> None:
        new = self._kept.with_suffix(".new")
        new.write_text(json.dumps({"nights": self.nights, "told": self.told, "differ": self.differ}))
        new.replace(self._kept)

    def publish(self) -> None:
        """The nights that are left, one after the other; then nothing that was delivered is there any more."""
        council = self.folder / "council"
        if not self.pack.exists():
            yml = small_pack(self.pack) / "authority.yml"
            yml.write_text(re.sub(r"(?m)^reports:.*", "reports: []", yml.read_text(encoding="utf-8")), encoding="utf-8")
        shutil.rmtree(council, ignore_errors=True)
        write_extract(council, years=1, children=SMALLEST, as_of=LAST, file_format="csv")
        source, landing = Nights(council / "landing" / LAST.isoformat()), self.home / "landing"
        for delivery in self.deliveries[self.nights :]:
            before = list(landing.glob("*")) if landing.exists() else []
            if delivery.same:
                before[0].rename(landing / delivery.day.isoformat())
            else:
                for folder in before:
                    shutil.rmtree(folder)
                source.write(landing, delivery.day, knows=delivery.knows)
            took, _, said = run_module("orchestration.cli", "nightly", "--home", self.home, "--authority", self.pack)
            if f"as of {delivery.day}" not in said:
                raise SystemExit(f"the night of {delivery.day} did not publish:\n{said[-2000:]}")
            self.told[delivery.day.isoformat()] = compared(read_manifest(self.home / "published"))
            self.nights += 1
            self._keep()
            say(f"night {self.nights} of {len(self.deliveries)}, {delivery.day}: {took.cpu:.0f} CPU seconds")
        shutil.rmtree(landing, ignore_errors=True)

    def replay(self) -> None:
        """Every date again, from copies of the history; `differ` has the tables that are not the same."""
        homes: SimpleQueue[Path] = SimpleQueue()
        for number in range(AT_ONCE):
            home = self.folder / f"elsewhere-{number}"
            (home / "warehouse").mkdir(parents=True, exist_ok=True)
            shutil.copy(self.home / "warehouse" / "history.duckdb", home / "warehouse")
            homes.put(home)

        def again(day: str) -> tuple[str, dict[str, list], float]:
            home = homes.get()
            out = home / "replayed"
            try:
                shutil.rmtree(out, ignore_errors=True)
                took, _, said = run_module("tests.end_to_end.replay_driver", home, day, out, THREADS)
            finally:
                homes.put(home)
            if "replayed into" not in said:
                raise SystemExit(f"{day} was not replayed:\n{said[-2000:]}")
            return day, compared(read_manifest(out / "published")), took.cpu

        with ThreadPoolExecutor(AT_ONCE) as pool:
            for day, found, seconds in pool.map(again, sorted(self.told.keys() - self.differ.keys())):
                self.differ[day] = different(self.told[day], found)
                self._keep()
                what = f"not the same: {', '.join(self.differ[day])}" if self.differ[day] else "the same"
                say(f"replay {len(self.differ)} of {len(self.told)}, {day}: {what}; {seconds:.0f} CPU seconds")


def compared(manifest: dict) -> dict[str, list]:
    """Rows and SHA-256 of the tables of a publication that a replay gives again."""
    return {
        name: [table["rows"], table["sha256"]] for name, table in manifest["tables"].items() if name not in NOT_COMPARED
    }


def different(one: dict[str, list], other: dict[str, list]) -> list[str]:
    """Tables that are not in both, or not the same in both."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    """Exit status 1 where a publication is not given back to the digit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=PROJECT / "data" / "quarter")
    parser.add_argument("--days", type=int, default=(LAST - FIRST).days + 1, help="the last so many of the quarter")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    quarter = Quarter(asked.out, [LAST - timedelta(days=number) for number in range(asked.days)][::-1])
    quarter.publish()
    quarter.replay()
    wrong = [day for day, tables in quarter.differ.items() if tables]
    rows = sum(rows for tables in quarter.told.values() for rows, _ in tables.values())
    say(
        f"{asked.days} days, {quarter.nights} nights, {len(quarter.told)} publications replayed: "
        f"{sum(map(len, quarter.told.values()))} tables of {rows} rows, {len(wrong)} publications differ"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
