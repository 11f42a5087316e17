"""Thousands of mangled files: python -m tests.fuzz.run --files 5000 --seed N"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from itertools import count, cycle
from pathlib import Path

from tests.fuzz.proof import Outcome, played

KINDS = ("landing", "parquet", "csv", "xml")


def main() -> int:
    """Exit status 1 where a file was bent, lost or refused without a reason; each is printed with its seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1_000)
    said = parser.parse_args()
    whole, started = Outcome(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as scratch:
        for seed, kind in zip(count(said.seed), cycle(KINDS), strict=False):
            outcome = played(kind, seed, Path(scratch))
            whole.add(outcome)
            for line in outcome.wrong:
                print(line, flush=True)
            if whole.files.total() >= said.files:
                break
    for how, files in sorted(whole.files.items()):
        print(f"{how:30} {files:6} files, {whole.refused[how]:6} refused")
    print(
        f"{whole.files.total()} files, {whole.refused.total()} refused, {whole.records} records accounted for in the rest, "
        f"{len(whole.wrong)} wrong, {time.monotonic() - started:.0f} s"
    )
    return 1 if whole.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
