"""The five councils' reports come out to the digit: every printed value, target, status and movement.

Each pack holds published values only; what is expected of them stands in printed/<pack>.csv, typed from the text of the
reports. An empty cell there was not printed and is not compared, except the value of a row whose status is no_value and
the target of one whose status is no_target. Values are compared at the measure's decimals, as they are judged.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).resolve().parents[2]
PRINTED = Path(__file__).resolve().parent / "printed"
PACKS = ("gloucestershire", "dudley", "barnsley")
YEARS_PUBLISHED = 5
COLUMNS = ("value", "target", "status", "direction", "source")

Key = tuple[str, str, date, str, str]


@dataclass(frozen=True)
class Night:
    """What one pack's night published: figures by frequency and key, and how each measure is printed."""

    pack: str
    extract: Path
    figures: dict[str, dict[Key, dict[str, object]]]
    measures: dict[str, dict[str, object]]


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def key(row: dict[str, str]) -> Key:
    return (
        row["measure_id"],
        row["basis"],
        date.fromisoformat(row["period_end"]),
        row["breakdown"] or "authority",
        row["breakdown_value"] or "all",
    )


def as_judged(printed: str, decimals: int) -> Decimal:
    return Decimal(printed).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@pytest.fixture(scope="module", params=PACKS)
def night(request: pytest.FixtureRequest, printed_home: Callable[[str], Path]) -> Night:
    authority = PROJECT / "authorities" / request.param
    (extract,) = (authority / "landing").iterdir()
    home = printed_home(request.param)
    with duckdb.connect(str(home / "published" / "current" / "marts.duckdb"), read_only=True) as marts:
        figures = {}
        for frequency in ("monthly", "quarterly"):
            found = marts.execute(
                f"select measure_id, basis, period_end, breakdown, breakdown_value, {', '.join(COLUMNS)} "
                f"from kpi_{frequency}"
            ).fetchall()
            figures[frequency] = {row[:5]: dict(zip(COLUMNS, row[5:], strict=True)) for row in found}
            assert len(figures[frequency]) == len(found), f"kpi_{frequency}: more than one figure for a key"
        measures = {
            row[0]: {"decimals": row[1], "monthly": row[2].split("|"), "quarterly": row[3].split("|")}
            for row in marts.execute(
                "select measure_id, decimals, monthly_basis, quarterly_basis from measure"
            ).fetchall()
        }
    return Night(request.param, extract, figures, measures)


def test_every_printed_status_comes_out(night: Night) -> None:
    wrong = []
    for expected in rows(PRINTED / f"{night.pack}.csv"):
        found = night.figures[expected["frequency"]].get(key(expected))
        if found is None:
            wrong.append(f"{expected['source']} {key(expected)}: no figure")
            continue
        wanted: dict[str, object] = {name: expected[name] for name in ("status", "direction") if expected[name]}
        if expected["value"] or expected["status"] == "no_value":
            decimals = night.measures[expected["measure_id"]]["decimals"]
            wanted["value"] = as_judged(expected["value"], decimals) if expected["value"] else None
        if expected["target"] or expected["status"] == "no_target":
            wanted["target"] = Decimal(expected["target"]) if expected["target"] else None
        wrong += [
            f"{expected['source']} {key(expected)}: {name} {found[name]}, printed {want}"
            for name, want in wanted.items()
            if found[name] != want
        ]
    assert wrong == []


def test_every_supplied_figure_comes_out(night: Night) -> None:
    newest = date.fromisoformat(night.extract.name)
    oldest = newest.replace(year=newest.year - YEARS_PUBLISHED)
    wrong = []
    for supplied in rows(night.extract / "aggregate_return.csv"):
        figure = key(supplied)
        measure_id, basis, period_end = figure[:3]
        if period_end <= oldest:
            continue
        measure = night.measures[measure_id]
        want = as_judged(supplied["value"], measure["decimals"])
        frequencies = [
            frequency
            for frequency in ("monthly", "quarterly")
            if basis in measure[frequency] and (frequency == "monthly" or period_end.month % 3 == 0)
        ]
        if not frequencies:
            wrong.append(f"{figure}: no table has this basis on this day")
        for frequency in frequencies:
            found = night.figures[frequency].get(figure)
            if found is None or found["value"] != want or found["source"] != "aggregate_return":
                wrong.append(f"{frequency} {figure}: {found}, supplied {want}")
    assert wrong == []
