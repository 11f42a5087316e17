"""The big run: python -m tests.reference.run --histories 10000 --seed N"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.reference import measures  # noqa: F401  registers the reference functions
from tests.reference.agreement import Agreement, build_warehouse
from tests.reference.case import EVENTS, STATES


def main() -> int:
    """Exit status 1 where a measure disagrees; what it disagrees on is printed (the children are invented)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--days", type=int, default=20, help="days on which spells are read, beside month ends")
    parser.add_argument("--measures", nargs="*", default=[*EVENTS, *STATES])
    parser.add_argument("--without", nargs="*", default=[], help="landing tables that are not supplied")
    parser.add_argument("--keep", type=Path, help="build the warehouse here, or read one built here before")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="histories-") as scratch:
        folder, started = said.keep or Path(scratch), time.monotonic()
        kept = folder / "warehouse.duckdb"
        warehouse = kept if kept.exists() else build_warehouse(folder, said.histories, said.seed, said.without)
        print(f"warehouse: {time.monotonic() - started:.0f} s", flush=True)
        agreement, wrong = Agreement(warehouse, said.seed, said.days), 0
        for measure_id in said.measures:
            differences = agreement.differences(measure_id)
            wrong += bool(differences)
            for line in differences:
                print(f"{measure_id}: {line}", flush=True)
        took = time.monotonic() - started
    compared = len(agreement.supplied & set(said.measures))
    print(f"{said.histories} histories, {compared} measures, {wrong} disagree, {took:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
