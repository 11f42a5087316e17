"""`make bench`: what a night costs when history or change grows, on the synthetic authority; writes a Markdown table.

Each night is a process of its own (`csc nightly`) in a home of its own; a row is the median of several runs. Ratios are of CPU
seconds against the row they name, measured beside it, so that another machine or a busy one says the same.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from synthetic import DEFAULT_AS_OF, write_extract

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU (its children's included) and megabytes of memory at the peak of one process."""

    cpu_seconds: float
    peak_megabytes: float


def night(home: Path, as_of: dt.date) -> Cost:
    """`csc nightly`, measured. Raises SystemExit where it does not publish."""
    command = [sys.executable, "-m", "orchestration.cli", "nightly", "--home", str(home), "--as-of", as_of.isoformat()]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit("bench: a night did not publish")
    # Linux counts kilobytes, macOS bytes.
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=1000, help="open to social care")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--out", type=Path, default=Path("bench.md"))
    asked = parser.parse_args()
    rows: list[tuple[str, list[Cost], str]] = []
    with tempfile.TemporaryDirectory(prefix="csc-bench-") as folder:
        for years in (1, 10):
            home = Path(folder) / f"{years}"
            write_extract(home, years=years, children=asked.children)
            costs = []
            for _ in range(asked.runs):
                for part in ("published", "restricted", "warehouse", "dagster"):
                    shutil.rmtree(home / part, ignore_errors=True)
                costs.append(night(home, DEFAULT_AS_OF))
                print(f"{years} years: {costs[-1].cpu_seconds:.1f} s CPU", flush=True)
            rows.append(
                (f"first night, {years}-year history", costs, "" if years == 1 else "first night, 1-year history")
            )
            again = [night(home, DEFAULT_AS_OF) for _ in range(asked.runs)]
            rows.append((f"the same extract again, {years} years", again, f"first night, {years}-year history"))
    by_name = {name: statistics.median(cost.cpu_seconds for cost in costs) for name, costs, _ in rows}
    lines = [
        f"Synthetic council of {asked.children} open children, median of {asked.runs} runs.",
        "",
        "| Night | CPU seconds | ratio | against | peak MB |",
        "|---|---|---|---|---|",
    ]
    for name, costs, against in rows:
        ratio = f"{by_name[name] / by_name[against]:.2f}" if against else ""
        peak = statistics.median(cost.peak_megabytes for cost in costs)
        lines.append(f"| {name} | {by_name[name]:.1f} | {ratio} | {against} | {peak:.0f} |")
    asked.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
