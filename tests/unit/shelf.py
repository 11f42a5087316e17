"""Published figures made by hand: a real DuckDB of the marts' own tables, judged here by the words of the data dictionary."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import pyarrow as pa

from reporting.figures import Publication
from schemas.marts import load_marts

ROOT = Path(__file__).parents[2]


def month_ends(last: date, count: int) -> list[date]:
    """The last `count` month ends, oldest first."""
    found = [last]
    while len(found) < count:
        found.append(found[-1].replace(day=1) - timedelta(days=1))
    return found[::-1]


@dataclass(frozen=True)
class Told:
    """One period of a series: a value, or a numerator and denominator, and the target in force."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    target: Decimal | None = None


@dataclass(repr=False)
class Shelf:
    """Tables of a publication that a test fills."""

    connection: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)
    catalogue: dict[str, dict] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, mart in load_marts().items():
            if mart.store == "marts":
                columns = ", ".join(f'"{column.name}" {column.type}' for column in mart.columns)
                self.connection.execute(f"create table {name} ({columns})")
        with (ROOT / "dbt_project/seeds/measures.csv").open(encoding="utf-8", newline="") as file:
            for position, row in enumerate(csv.DictReader(file), 1):
                known = {
                    column.name: row.get(column.name)
                    for column in load_marts()["measure"].columns
                    if row.get(column.name) is not None
                }
                known |= {
                    "position": position,
                    "decimals": int(row["decimals"]),
                    "in_overview": row["in_overview"] == "yes",
                    "definition": row["name"],
                }
                self.catalogue[row["measure_id"]] = known
        self.insert("measure", list(self.catalogue.values()))
        run = {"build": "b", "as_of": date(2022, 11, 30), "extract_date": date(2022, 11, 30), "authority": "Demoshire"}
        self.insert("run", [run | {"code_version": "0", "mart_schema_version": 1}])

    def empty(self) -> None:
        for table in ("kpi_monthly", "kpi_quarterly", "comparator", "overview_monthly"):
            self.connection.execute(f"delete from {table}")

    def publication(self, period_end: date, frequency: str = "monthly") -> Publication:
        return Publication(self.connection, frequency, period_end)

    def comparator(self, measure_id: str, comparator: str, period_end: date, value: str) -> None:
        row = {"measure_id": measure_id, "comparator": comparator, "period_end": period_end, "value": Decimal(value)}
        self.insert("comparator", [row | {"statistic": "printed"}])

    def series(
        self,
        measure_id: str,
        last: date,
        told: Sequence[Told],
        *,
        basis: str | None = None,
        place: str | None = None,
        tolerance: str = "5",
        source: str = "cases",
        frequency: str = "monthly",
    ) -> None:
        """A series up to `last`, oldest first, judged as the dictionary says."""
        measure = self.catalogue[measure_id]
        basis = basis or measure[f"{frequency}_basis"].split("|")[0]
        ends = month_ends(last, len(told) * (1 if frequency == "monthly" else 3))[:: 1 if frequency == "monthly" else 3]
        if frequency == "quarterly":
            ends = month_ends(last, len(told) * 3)[2::3]
        rows = []
        for end, row in zip(ends, _judged(measure, told, Decimal(tolerance), measure["polarity"]), strict=True):
            key = {"measure_id": measure_id, "basis": basis, "period_start": _start(basis, end), "period_end": end}
            key |= {
                "breakdown": "locality" if place else "authority",
                "breakdown_value": place or "all",
                "source": source,
            }
            rows.append(key | row)
        self.insert(f"kpi_{frequency}", rows)

    def insert(self, table: str, rows: Sequence[dict]) -> None:
        """Rows by column; a column left out is empty."""
        incoming = pa.Table.from_pylist(list(rows), load_marts()[table].arrow_schema)
        self.connection.register("incoming", incoming)
        self.connection.execute(f"insert into {table} select * from incoming")
        self.connection.unregister("incoming")


def _start(basis: str, end: date) -> date:
    if basis == "rolling_12_months":
        return (end + timedelta(days=1)).replace(year=end.year - (end.month < 12))
    if basis.endswith("_to_date"):
        first = 4 if basis.startswith("financial") else 9
        return date(end.year - (end.month < first), first, 1)
    return end.replace(day=1)


def _judged(measure: dict, told: Sequence[Told], tolerance: Decimal, polarity: str) -> list[dict]:
    rows: list[dict] = []
    step = Decimal(1).scaleb(-int(measure["decimals"]))
    share = measure["statistic"] in ("percentage", "gap_pp")
    for at, one in enumerate(told):
        value = one.value
        if value is None and one.denominator:
            value = (one.numerator / one.denominator * 100).quantize(step, ROUND_HALF_UP)
        empty = one.denominator == 0
        row = {
            "numerator": one.numerator,
            "denominator": one.denominator,
            "value": value,
            "value_state": "reported" if value is not None else "no_cases" if empty else "not_supplied",
            "target": one.target,
            "tolerance_percent": None if one.target is None else tolerance,
            "status": _status(value, one.target, tolerance, polarity),
        }
        row |= {"restated_target": one.target, "restated_status": row["status"]}
        before = rows[-1]["value"] if rows else None
        year = rows[at - 12]["value"] if at >= 12 else None
        if value is not None and before is not None:
            change = value - before
            slight = abs(change) < 1 if share else abs(change) * 100 < abs(before) or change == 0
            rising = change > 0
            word = "static" if slight else _direction(rising, polarity)
            again = rows[-1].get("direction") == word
            run = rows[-1]["run_of_direction"] + 1 if again else 1
            row |= {"previous_value": before, "change": change, "direction": word, "run_of_direction": run}
        if value is not None:
            same = rows and rows[-1]["status"] == row["status"] and rows[-1].get("run_of_status")
            row |= {"same_period_last_year_value": year, "run_of_status": rows[-1]["run_of_status"] + 1 if same else 1}
            last = [kept["value"] for kept in rows[-11:] if kept["value"] is not None] + [value]
            if polarity in ("higher_is_better", "lower_is_better"):
                best, worst = (max, min) if polarity == "higher_is_better" else (min, max)
                row |= {"is_best_in_12": value == best(last), "is_worst_in_12": value == worst(last)}
        rows.append(row)
    return rows


def _direction(rising: bool, polarity: str) -> str:
    if polarity not in ("higher_is_better", "lower_is_better"):
        return "increased" if rising else "decreased"
    return "improved" if rising == (polarity == "higher_is_better") else "declined"


def _status(value: Decimal | None, target: Decimal | None, tolerance: Decimal, polarity: str) -> str:
    if value is None:
        return "no_value"
    if polarity == "neutral":
        return "neutral"
    if target is None:
        return "no_target"
    room = target * tolerance / 100
    if polarity == "plan_is_best":
        return "better" if abs(value - target) <= room else "worse"
    short = target - value if polarity == "higher_is_better" else value - target
    if short <= 0:
        return "better"
    return "within_tolerance" if tolerance and short <= room else "worse"
