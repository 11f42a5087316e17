"""Writes docs/comparators.md: what each measure is compared with, from the reviewed tables.

Sources: the seeds dfe_files.csv, dfe_comparisons.csv, authority_changes.csv and measures.csv, and docs/comparators_printed.csv (what
reports print beside what DfE's files give, measured).

    python -m scripts.comparator_guide            write the page
    python -m scripts.comparator_guide --check    exit 1 when it differs
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "dbt_project" / "seeds"
PRINTED = ROOT / "docs" / "comparators_printed.csv"
PAGE = ROOT / "docs" / "comparators.md"

Row = dict[str, str]

INTRODUCTION = """\
# Compared with real figures

<!-- Written by `python -m scripts.comparator_guide` from dbt_project/seeds and docs/comparators_printed.csv. -->

Put DfE's published CSV files, as they come, into `CSC_HOME/reference/dfe/`. The next night compares every measure below with England,
the region, the ten statistical neighbours and the authority's own published series, as far back as the files go.

## How it is done

- **Which file is which** is told by the headers, whatever the file is called. A file that is not known is left alone and said; one
  that looks known and is broken is left out by itself, with file, line, column and rule. Neither stops the night. Table
  `reference.file` of the private warehouse and the Dagster check `published_files_read` say what became of each.
- **Two releases of one file**: the one with the newer newest year is taken, the older fills in the years it lacks. Two of the same
  newest year must agree.
- **Symbols** (c confidential, k or low rounds to nought, u unreliable, x not available, z not applicable) are reasons, never numbers:
  `comparator_area.reason`.
- **When a figure counts as published**: by the last day of the month in the table below, a rule of this product, since the files carry
  no date (`source_date`). A night as of an earlier date does not see it, so a night run again gives the same rows. A figure of a period
  is compared with the latest row whose `source_date` is on or before the period's end:

  ```sql
  select k.period_end, k.value, c.comparator, c.statistic, c.value as compared_with, c.period_end as of_period
  from kpi_monthly as k
  join comparator as c on c.measure_id = k.measure_id and coalesce(c.source_date, c.period_end) <= k.period_end
  where k.breakdown = 'authority' and k.measure_id = 're_referrals_in_12_months' and k.basis = 'rolling_12_months'
  qualify c.period_end = max(c.period_end) over (partition by k.period_end, c.comparator) and c.choice = 1;
  ```

- **Neighbours**: simple mean and median of the published figures, each rounded half up to the measure's decimals and labelled;
  neighbours without a figure are left out and counted (`areas_missing`).
- **Rank**: among all authorities with a figure, 1 the best by the measure's polarity, equal figures share the lower number; the quartile
  is the quarter of the ranks. Without a polarity the rank is by size and there is no quartile (`rank_by`).
- **Counts** are compared with the neighbours and the own series only: England's total says nothing beside one authority's.
- **The pack**: a figure typed in `comparators.csv` stays, with its own source (statistic `printed`); published ones stand beside it.
  Where one figure can be shown it is the row with `choice` 1: printed before published before mean before median.
- **Population**: where the pack has no `population.csv`, rates use the ONS estimates of the authority's code.
- **Region** is the one DfE's files give the authority: Inner and Outer London are two.
"""

CHANGES = """\
## Authorities abolished or created

The three-digit DfE code is the authority. An authority's own series begins when it does. At a neighbour's place, until it existed,
stands the authority that covered the whole of its area; where there was none the place is empty. One area that holds two places counts
once in the mean and the median. Two authorities that publish together (`940 / 941`) are one area under each of their codes.
"""

PRINTED_WORDS = """\
## What reports print, and what the files give

The neighbours are those of DfE's model of 2025; the reports used the model of their time, and do not print its list. For Gloucestershire
in March 2022 no exchange of one of the ten explains the differences, but 25 exchanges of two do: each gives 20.1, 23.8 and 71.1 at once.
"""


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return (
        "\n".join([*lines, *(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)])
        + "\n"
    )


def worked_out(row: Row) -> str:
    """Where a figure stands in its file and how it becomes the measure's unit."""
    said = f"`{row['value_column']}`"
    if row["series"]:
        said += " where " + " and ".join(f"`{part}`" for part in row["series"].split(";"))
    if row["subtract_from"]:
        said = f"{row['subtract_from']} less {said}"
    if row["divided_by"] == "population":
        return f"{said}, per {int(row['times']):,} residents aged 0 to 17 (ONS, the latest June)"
    return f"{said}, divided by {row['divided_by']}" if row["divided_by"] else said


def page() -> str:
    """The page as it should stand."""
    files = {row["kind"]: row for row in read(SEEDS / "dfe_files.csv")}
    names = {row["measure_id"]: row["name"] for row in read(SEEDS / "measures.csv")}
    comparisons = read(SEEDS / "dfe_comparisons.csv")
    used = {row["kind"] for row in comparisons} | {"population", "neighbours"}
    known = [
        [
            file["title"],
            ", ".join(f"`{word}`" for word in file["told_by"].split("|")),
            file["period_ends"] or "none",
            f"{file['published_months']} months later" if file["published_months"] else "",
            "yes" if kind in used else "no measure is compared with it",
        ]
        for kind, file in files.items()
    ]
    mapped = [
        [
            f"{names[row['measure_id']]} (`{row['measure_id']}`)",
            files[row["kind"]]["title"],
            worked_out(row),
            row["basis"],
            row["differs"],
        ]
        for row in comparisons
    ]
    changed = [
        [
            row["changed_on"],
            f"{row['name']} ({row['la_code']}, {row['ons_code']})",
            f"{row['successor_name']} ({row['successor_la_code']}, {row['successor_ons_code']})",
            {"recoded": "the same authority, another ONS code"}.get(
                row["kind"], f"{row['covers_successor']} of the new area was its"
            ),
            row["note"],
        ]
        for row in read(SEEDS / "authority_changes.csv")
    ]
    printed = [
        [
            row["authority"].title(), names[row["measure_id"]], row["source"], row["printed"],
            row["published_for"], row["published"] or f"{row['mean']} / {row['median']}", row["areas"], row["why"],
        ]
        for row in read(PRINTED)
    ]  # fmt: skip
    return "\n".join(
        [
            INTRODUCTION,
            "## Files that are known\n",
            table(["File", "Told by", "Periods end on", "Taken as published", "Used"], known),
            "## Measures with a published equivalent\n",
            table(["Measure", "File", "Figure", "Compare on", "What differs in definition"], mapped),
            CHANGES,
            table(["On", "Before", "After", "What it is", "Note"], changed),
            PRINTED_WORDS,
            table(
                [
                    "Authority",
                    "Measure",
                    "Printed in",
                    "Printed",
                    "DfE's period",
                    "DfE, or mean / median of neighbours",
                    "Areas",
                    "Why",
                ],
                printed,
            ),
        ]
    )


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
        if not same:
            print("docs/comparators.md differs: run python -m scripts.comparator_guide", file=sys.stderr)
        return 0 if same else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
