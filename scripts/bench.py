"""`make bench`: what a night costs, measured on the synthetic authority, beside the laws it is held to.

Every night runs in a process of its own on a copy of a prepared home. The kinds of night take turns, so that what else the
machine does falls on all of them; a figure is the median of several runs. Prints a table and writes it as bench.md and bench.csv.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from history.intake import take_in
from schemas.arrow import raw_statements
from schemas.contract import load_contract
from synthetic import write_extract
from synthetic.nights import Nights

PROJECT = Path(__file__).resolve().parent.parent
LAST = dt.date(2022, 11, 30)
# Open children of the council measured: a tenth of a real one, so that the whole bench is over within the hour.
CHILDREN = 480
YEAR = 365
# Nights in the history of the base.
KEPT = 10
# Nights whose median is a figure, where each is run once.
NEAR = 20
# Landing tables of the year of nights: the small ones would add time and no bytes.
LARGEST = 10
COLUMNS = ("what", "seconds", "× base", "CPU seconds", "× base", "peak MB", "rows begun and ended", "law")


@dataclass(frozen=True)
class Run:
    """One night. CPU is user and system; peak is resident memory of the process."""

    seconds: float
    cpu: float
    peak_mb: float


@dataclass
class Measured:
    """A row of the table: a kind of night, the home as it is before it and its date; its runs, and the rows that began and ended
    in the history by it."""

    what: str
    law: str
    home: Path
    day: dt.date
    runs: list[Run] = field(default_factory=list)
    rows: int = 0

    def median(self, name: str) -> float:
        return statistics.median(getattr(run, name) for run in self.runs)

    def run(self) -> None:
        copy = self.home.with_name("copy")
        shutil.copytree(self.home, copy, symlinks=True)
        self.runs.append(night(copy, self.day))
        self.rows = changed_rows(copy, self.day)
        shutil.rmtree(copy)
        say(f"{self.what}: run {len(self.runs)}: {self.runs[-1].seconds:.1f} s")

    def cells(self, base: Measured) -> list[str]:
        cells = [self.what]
        for name in ("seconds", "cpu"):
            cells += [f"{self.median(name):.1f}", f"{self.median(name) / base.median(name):.2f}"]
        return [*cells, f"{self.median('peak_mb'):.0f}", f"{self.rows:,}", self.law]


def run_module(*command: object) -> tuple[Run, int, str]:
    """A module run from the project's root in a process of its own: what it took, its exit status and what it said."""
    with tempfile.TemporaryDirectory() as folder:
        took, said = Path(folder) / "took", Path(folder) / "said"
        with said.open("w", encoding="utf-8") as output:
            measured = [sys.executable, "-m", "scripts.measured", str(took), *map(str, command)]
            subprocess.run(measured, cwd=PROJECT, stdout=output, stderr=output, check=True)
        *run, status = json.loads(took.read_text(encoding="utf-8"))
        return Run(*run), status, said.read_text(encoding="utf-8")


def night(home: Path, day: dt.date) -> Run:
    """`csc nightly` of the newest extract, that of `day`, which must publish."""
    took, status, said = run_module("orchestration.cli", "nightly", "--home", home)
    if status != 0:
        raise SystemExit(f"bench: the night of {day} did not publish:\n{said[-2000:]}")
    return took


def changed_rows(home: Path, day: dt.date) -> int:
    """Rows of landing tables that began or ended with the extract of `day`."""
    with duckdb.connect(str(home / "warehouse" / "history.duckdb"), read_only=True) as connection:
        return sum(
            connection.execute(
                f'select count(*) from raw."{name}" where ? in (known_from, known_to)', [day]
            ).fetchone()[0]
            for name in load_contract().tables
        )


@dataclass
class Council:
    """A synthetic council of so many years, and its nights."""

    folder: Path
    children: int
    years: int
    nights: Nights = field(init=False)

    def __post_init__(self) -> None:
        write_extract(self.folder, years=self.years, children=self.children, as_of=LAST)
        self.nights = Nights(self.folder / "landing" / LAST.isoformat())

    def before(self, what: str, law: str, *, days: int, kept: int = KEPT) -> Measured:
        """The last night, the one before it `days` earlier; with 0 days the night after it, on the same files. The history holds
        `kept` nights by then."""
        home, before = self.folder / f"home-{days}-{kept}", LAST - dt.timedelta(days=days)
        (home / "warehouse").mkdir(parents=True)
        first = before - dt.timedelta(days=kept - 1)
        for _ in self.taken_in(home / "warehouse" / "history.duckdb", first, kept - 1):
            pass
        self.nights.write(home / "landing", before)
        night(home, before)
        if days:
            last = LAST
            self.nights.write(home / "landing", last)
        else:
            last = LAST + dt.timedelta(days=1)
            shutil.copytree(home / "landing" / LAST.isoformat(), home / "landing" / last.isoformat())
        say(f"{what}: ready")
        return Measured(what, law, home, last)

    def taken_in(self, history: Path, first: dt.date, nights: int, tables: Collection[str] = ()) -> Iterator[float]:
        """Takes the extracts of so many nights, or some tables of them, into a history: CPU seconds of each."""
        warehouse = self.folder / "warehouse.duckdb"
        warehouse.unlink(missing_ok=True)
        with duckdb.connect(str(warehouse)) as connection:
            for statement in raw_statements():
                connection.execute(statement)
        for number in range(nights):
            self.nights.load(warehouse, first + dt.timedelta(days=number), tables=tables)
            begun = time.process_time()
            take_in(history, warehouse)
            yield time.process_time() - begun
            if number % 30 == 0:
                say(f"a history of nights: {number + 1} of {nights}")


@dataclass(frozen=True)
class Growth:
    """A year of nights of one council in one history: bytes by what they are of, and CPU seconds of taking each extract in."""

    children: int
    years: int
    sizes: tuple[tuple[str, int], ...]
    seconds: tuple[float, ...]

    def lines(self) -> list[str]:
        base = self.sizes[1][1]
        young, old = (
            statistics.median(self.seconds[end - NEAR : end]) for end in (len(self.seconds) // 10, len(self.seconds))
        )
        intake = "Taking an extract into a history of"
        return [
            f"A year of nights of {self.children} open children who are known for {self.years} years:",
            "",
            "| what | MB | × the first night |",
            "|---|---|---|",
            *(f"| {what} | {size / 1e6:.1f} | {size / base:.2f} |" for what, size in self.sizes),
            "",
            f"{intake} {len(self.seconds) // 10} nights: {young:.2f} CPU seconds; {len(self.seconds)}: {old:.2f}, {old / young:.2f} ×.",
        ]


def grown(council: Council) -> Growth:
    history = council.folder / "history.duckdb"
    files = [
        path for path in council.nights.write(council.folder / "one", LAST).glob("*.csv") if path.stem != "manifest"
    ]
    largest = sorted(files, key=lambda path: -path.stat().st_size)[:LARGEST]
    extract, whole = (sum(path.stat().st_size for path in some) for some in (largest, files))
    sizes = [(f"the CSV files of one extract: {LARGEST} tables, {extract / whole:.0%} of it", extract)]
    seconds = []
    first = LAST - dt.timedelta(days=YEAR - 1)
    for took in council.taken_in(history, first, YEAR, [path.stem for path in largest]):
        seconds.append(took)
        if len(seconds) in (1, YEAR):
            nights = f"{len(seconds)} night{'s' if len(seconds) > 1 else ''}"
            sizes.append((f"the history after {nights}", history.stat().st_size))
    return Growth(council.children, council.years, tuple(sizes), tuple(seconds))


def say(line: str) -> None:
    print(f"bench: {line}", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--children", type=int, default=CHILDREN)
    parser.add_argument("--out", type=Path, default=PROJECT / "data" / "bench")
    parser.add_argument("--only", choices=("nights", "growth"))
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=asked.out) as scratch:
        rows, growth = [], None
        if asked.only != "growth":
            young = Council(Path(scratch) / "young", asked.children, 1)
            old = Council(Path(scratch) / "old", asked.children, 10)
            rows = [
                young.before(f"one year, {KEPT} nights kept, one day's changes", "base", days=1),
                young.before(f"one year, {10 * KEPT} nights kept", "at most 1.2 ×", days=1, kept=10 * KEPT),
                old.before("ten years, one day's changes", "at most 1.2 ×", days=1),
                young.before("one year, ten days' changes", "at most 10 ×", days=10),
                young.before("one year, the same files", "a new date only", days=0),
            ]
            for _ in range(asked.runs):
                for row in rows:
                    row.run()
        if asked.only != "nights":
            growth = grown(Council(Path(scratch) / "grown", asked.children // 4, 5))
    write(asked.out, rows, growth, asked)


def write(out: Path, rows: list[Measured], growth: Growth | None, asked: argparse.Namespace) -> None:
    """bench.md and bench.csv, and the former on the terminal."""
    table = [list(COLUMNS), *(row.cells(rows[0]) for row in rows)]
    lines = [f"Measured {dt.date.today()}, {os.cpu_count()} cores.", ""]
    if rows:
        lines += [f"Nights of {asked.children} open children, median of {asked.runs} runs:", ""]
        lines += ["| " + " | ".join(cells) + " |" for cells in (table[0], ["---"] * len(COLUMNS), *table[1:])] + [""]
    if growth:
        lines += growth.lines()
    text = "\n".join(lines) + "\n"
    (out / "bench.md").write_text(text, encoding="utf-8")
    with (out / "bench.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([*table, *(growth.sizes if growth else ())])
    print(text)


if __name__ == "__main__":
    main()
