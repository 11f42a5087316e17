"""Writes dbt_project/seeds/bank_holidays.csv: bank holidays of England and Wales, 1990 to 2060, one row a day.

The `holidays` library is the source; the result is frozen as a seed so that a night needs neither the library nor a
network, and a figure of last year does not move when the library does. One-off days (1999-12-31, the royal weddings,
jubilees and funerals, the early May day moved in 1995 and 2020) come from the library and are asserted in the tests.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import holidays

SEED = Path(__file__).resolve().parents[1] / "dbt_project" / "seeds" / "bank_holidays.csv"
YEARS = range(1990, 2061)


def bank_holidays() -> list[tuple[str, str]]:
    """Rows of (ISO date, name), by date."""
    return [(day.isoformat(), name) for day, name in sorted(holidays.country_holidays("GB", "ENG", YEARS).items())]


def main() -> None:
    with SEED.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["holiday_on", "holiday_name"])
        writer.writerows(bank_holidays())
    print(f"{SEED.name}: {len(bank_holidays())} days", file=sys.stderr)


if __name__ == "__main__":
    main()
