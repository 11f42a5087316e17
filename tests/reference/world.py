"""What one extract and one authority pack say: the accepted landing rows, by their contract names, and the standards."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import yaml

from schemas.contract import load_contract
from tests.reference.calendar import WorkingDays, completed_years, months_later

PROJECT = Path(__file__).resolve().parents[2]
SEEDS = PROJECT / "dbt_project" / "seeds"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Standard:
    """A parameter as in force on a day: `value` as typed, in its unit."""

    value: str
    unit: str

    @property
    def number(self) -> int:
        return int(Decimal(self.value))


class World:
    """Everything a reference function may read."""

    def __init__(self, tables: Mapping[str, list[Row]], as_of: date, extract_date: date, pack: Path) -> None:
        """`tables` holds the accepted rows of every table that was supplied."""
        self._tables = tables
        self.as_of = as_of
        self.extract_date = extract_date
        self.working_days = WorkingDays.of_seed(SEEDS / "bank_holidays.csv")
        self._defaults = {row["parameter"]: row for row in _csv(SEEDS / "standards.csv")}
        self._pack = pack
        self._contract = load_contract()
        self._indexes: dict[tuple[str, str], dict[Any, list[Row]]] = {}
        self._empty_links()

    @classmethod
    def of_warehouse(cls, connection: duckdb.DuckDBPyConnection, pack: Path) -> World:
        """The rows of schema raw that no quality rule holds back."""
        as_of, extract_date = connection.execute("select as_of, extract_date from raw.night").fetchone()
        tables = {}
        for (name,) in connection.execute("select table_name from raw.supply order by all").fetchall():
            columns = load_contract().tables[name].columns
            names = ", ".join(f'"{column.name}"' for column in columns)
            found = connection.execute(f"select {names} from raw.{name} where _quarantine is null order by _file_row")
            kinds = [column.type for column in columns]
            tables[name] = [
                {
                    column.name: json.loads(value) if kind == "json" and value else value
                    for column, kind, value in zip(columns, kinds, values, strict=True)
                }
                for values in found.fetchall()
            ]
        return cls(tables, as_of, extract_date, pack)

    # -- rows -----------------------------------------------------------------------------------------------------------

    def supplied(self, table: str) -> bool:
        return table in self._tables

    def rows(self, table: str) -> list[Row]:
        return self._tables.get(table, [])

    def by(self, table: str, column: str) -> Mapping[Any, list[Row]]:
        """Rows of a table by the value of a column; none under None."""
        key = (table, column)
        if key not in self._indexes:
            index: dict[Any, list[Row]] = {}
            for row in self.rows(table):
                if row[column] is not None:
                    index.setdefault(row[column], []).append(row)
            self._indexes[key] = index
        return self._indexes[key]

    def where(self, table: str, column: str, value: Any) -> list[Row]:
        """Rows of a table whose column has this value; none for None."""
        return self.by(table, column).get(value, [])

    def person_column(self, table: str) -> str:
        return self._contract.tables[table].person_column

    def of_child(self, table: str, child_id: str) -> list[Row]:
        return self.where(table, self.person_column(table), child_id)

    def one(self, table: str, key: Any) -> Row | None:
        """The row with this primary key, of a table keyed by one column."""
        (column,) = self._contract.tables[table].primary_key
        return next(iter(self.where(table, column, key)), None)

    def open_on(self, rows: Iterable[Row], start: str, end: str, day: date) -> list[Row]:
        """Rows that hold on a day: the start day in, the end day out; an empty end is open."""
        return [row for row in rows if is_open(row[start], row[end], day)]

    def latest_open(self, rows: Iterable[Row], key: str, start: str, end: str, day: date) -> list[Row]:
        """Of the rows of each key that hold on a day the one that started last."""
        found: dict[Any, Row] = {}
        for row in sorted(self.open_on(rows, start, end, day), key=lambda row: row[start]):
            found[row[key]] = row
        return list(found.values())

    def _empty_links(self) -> None:
        """A link to a row that is not there is treated as empty (quality rule DQ004)."""
        for name, rows in self._tables.items():
            table = self._contract.tables[name]
            for column, (target, key) in table.foreign_keys.items():
                if column == table.person_column or column in table.primary_key or target not in self._tables:
                    continue
                known = {row[key] for row in self._tables[target]}
                for row in rows:
                    if row[column] is not None and row[column] not in known:
                        row[column] = None

    # -- the authority's own facts ---------------------------------------------------------------------------------------

    @cached_property
    def la_code(self) -> str:
        return str(yaml.safe_load((self._pack / "authority.yml").read_text(encoding="utf-8"))["la_code"])

    @cached_property
    def terms(self) -> list[tuple[date, date]]:
        """First and last day of the school terms, in order of time."""
        rows = _csv(self._pack / "school_terms.csv")
        return sorted((date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ends_on"])) for row in rows)

    def mapped(self, code_set: str, word: str | None) -> str | None:
        """The code of a local word: as the pack maps it, else as the contract does, else the word itself."""
        known = self._contract.code_sets[code_set]
        codes = {alias.casefold(): code for alias, code in known.aliases.items()}
        for row in _csv(self._pack / "codes.csv"):
            if row["code_set"] == code_set:
                codes[row["local_value"].casefold()] = row["code"]
        return None if word is None else codes.get(word.casefold(), word)

    # -- standards ------------------------------------------------------------------------------------------------------

    @cached_property
    def _local(self) -> dict[str, list[tuple[date, Standard]]]:
        steps: dict[str, list[tuple[date, Standard]]] = {}
        for row in _csv(self._pack / "standards.csv"):
            start = date.fromisoformat(row["effective_from"]) if row["effective_from"] else date.min
            local = Standard(row["value"], row["unit"] or self._defaults[row["parameter"]]["unit"])
            steps.setdefault(row["parameter"], []).append((start, local))
        return {parameter: sorted(found, key=lambda step: step[0]) for parameter, found in steps.items()}

    def standard(self, parameter: str, on: date) -> Standard:
        """The catalogue's default, or the pack's value where one is in force on the day."""
        standard = Standard(self._defaults[parameter]["default"], self._defaults[parameter]["unit"])
        for start, local in self._local.get(parameter, []):
            if start <= on:
                standard = local
        return standard

    def changed_on(self, parameter: str) -> set[date]:
        """The days on which a standard of the authority's own came into force."""
        return {start for start, _ in self._local.get(parameter, [])}

    def number(self, parameter: str, on: date) -> int:
        return self.standard(parameter, on).number

    def after(self, day: date, parameter: str, on: date) -> date:
        """`day` + the interval of a standard as in force `on` a day: the last day that is in time."""
        standard = self.standard(parameter, on)
        return self.add(day, standard.number, standard.unit)

    def add(self, day: date, n: int, unit: str) -> date:
        match unit:
            case "working_days":
                return self.working_days.nth(day, n)
            case "calendar_days":
                return day + timedelta(days=n)
            case "weeks":
                return day + timedelta(weeks=n)
            case "months":
                return months_later(day, n)
            case "years":
                return months_later(day, 12 * n)
        raise ValueError(unit)

    # -- children -------------------------------------------------------------------------------------------------------

    def born(self, child_id: str) -> date | None:
        person = self.one("ssd_person", child_id)
        return person["pers_dob"] if person else None

    def is_unborn(self, child_id: str, day: date) -> bool:
        """Only an expected birth date, or born after the day. Neither date: born, age unknown."""
        person = self.one("ssd_person", child_id)
        if person is None:
            return False
        if person["pers_dob"] is None:
            return person["pers_expected_dob"] is not None
        return person["pers_dob"] > day

    def age(self, child_id: str, day: date) -> int | None:
        """Completed years; -1 for an unborn child, None where it is not known."""
        if self.is_unborn(child_id, day):
            return -1
        born = self.born(child_id)
        return None if born is None else completed_years(born, day)

    def team_of(self, child_id: str, day: date) -> str | None:
        """The responsible team: of the allocated social worker's involvement that started last, else of any other's.

        An involvement that names no team does not say who is responsible.
        """
        found = [row for row in self._involvements(child_id, day) if row["invo_professional_team"] is not None]
        found = [row for row in found if row["invo_professional_role_id"] == "allocated_social_worker"] or found
        return found[-1]["invo_professional_team"] if found else None

    def worker_of(self, child_id: str, day: date) -> str | None:
        """The allocated social worker who has not left; of several the one that started last."""
        found = [
            row["invo_professional_id"]
            for row in self._involvements(child_id, day)
            if row["invo_professional_role_id"] == "allocated_social_worker"
            and row["invo_professional_id"] is not None
            and not self.has_left(row["invo_professional_id"], day)
        ]
        return found[-1] if found else None

    def has_left(self, worker_id: str, day: date) -> bool:
        worker = self.one("ext_worker", worker_id)
        return worker is not None and worker["left_on"] is not None and worker["left_on"] <= day

    def _involvements(self, child_id: str, day: date) -> list[Row]:
        """Involvements open on a day, the one that started last at the end (of several, the higher id)."""
        rows = self.of_child("ssd_involvements", child_id)
        found = self.open_on(rows, "invo_involvement_start_date", "invo_involvement_end_date", day)
        return sorted(found, key=lambda row: (row["invo_involvement_start_date"], row["invo_involvements_id"]))


def is_open(start: date | None, end: date | None, day: date) -> bool:
    """Open on a day: start <= day and (end is empty or end > day). No start: never."""
    return start is not None and start <= day and (end is None or end > day)


def day_of(moment: datetime | date | None) -> date | None:
    """The local date of a time stamp."""
    return moment.date() if isinstance(moment, datetime) else moment


def has_time_of_day(moment: datetime) -> bool:
    """A value of 00:00:00 has no time of day."""
    return moment.time() != datetime.min.time()


def within_hours(start: datetime, end: datetime, hours: int) -> bool:
    """Elapsed hours where both have a time of day; else whole days (72 hours = 3 days, under 24 = the same day)."""
    if has_time_of_day(start) and has_time_of_day(end):
        return end <= start + timedelta(hours=hours)
    return end.date() <= start.date() + timedelta(days=hours // 24)


def _csv(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
