"""What is published, as typed figures. Nothing here is worked out: a figure is a row of the marts, a status is what it says.

Rows are read once per breakdown and kept for as long as the publication is open; the file is opened read-only and shut to
everything else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import duckdb

from editions.freeze import sha256
from publishing.files import PublicationError
from schemas.contract import load_contract

HEADLINE = ("authority", "all")
FREQUENCIES = ("monthly", "quarterly")
# Periods kept of a breakdown; of the authority's own figures the whole history is kept.
_BREAKDOWN_PERIODS = {"monthly": 13, "quarterly": 5}
# Breakdowns whose values are codes, and the sets of codes that say what they mean.
_CODE_SETS = {
    "kind": ("legal_status", "abuse_category"),
    "source": ("contact_source",),
    "placement_type": ("placement_type",),
}
_SHORT_WORDS = {
    "cin": "children in need",
    "cp": "children on a CP plan",
    "cla": "children in care",
    "iro": "reviewing officers",
    "ehcp": "EHCP",
    "sen_support": "SEN support",
}


class ReportRefused(PublicationError):
    """The report cannot be made from what is published; one line, without data."""


class FigureRef(NamedTuple):
    """Which published figure a printed number is: the key of its row.

    A comparator is `FigureRef(measure_id, "", its period_end, "comparator", its name)`, a statistic of the overview
    `FigureRef("overview", "", period_end, "statistic", its name)`.
    """

    measure_id: str
    basis: str
    period_end: date
    breakdown: str
    breakdown_value: str

    @property
    def anchor(self) -> str:
        """The same key as the name of a place in a document: letters, digits, hyphens and underscores only."""
        text = f"{self.measure_id}-{self.basis}-{self.period_end}-{self.breakdown}-{self.breakdown_value}"
        return "f-" + "".join(
            sign if sign.isalnum() and sign.isascii() or sign in "-_" else f"_{ord(sign):x}_" for sign in text
        )


@dataclass(frozen=True)
class Figure:
    """A row of `kpi_monthly` or `kpi_quarterly`; what each column means stands in the data dictionary.

    `value` is in the measure's unit, already rounded; `status` and `direction` are as published, never worked out again.
    """

    measure_id: str
    basis: str
    period_start: date
    period_end: date
    breakdown: str
    breakdown_value: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    value_state: str
    source: str
    target: Decimal | None
    tolerance_percent: Decimal | None
    status: str
    restated_target: Decimal | None
    restated_status: str
    previous_value: Decimal | None
    change: Decimal | None
    direction: str | None
    same_period_last_year_value: Decimal | None
    run_of_direction: int | None
    run_of_status: int | None
    is_best_in_12: bool | None
    is_worst_in_12: bool | None
    previous_definition_changed: bool
    last_year_definition_changed: bool

    @property
    def ref(self) -> FigureRef:
        return FigureRef(self.measure_id, self.basis, self.period_end, self.breakdown, self.breakdown_value)


@dataclass(frozen=True)
class Measure:
    """A row of `measure`: the catalogue in the words that are printed, in the authority's order."""

    measure_id: str
    theme: str
    name: str
    definition: str
    denominator: str | None
    numerator: str | None
    standard: str | None
    cohort: str | None
    statistic: str
    unit: str
    decimals: int
    polarity: str
    monthly_basis: str
    quarterly_basis: str
    breakdowns: str | None
    in_overview: bool
    position: int

    def bases(self, frequency: str) -> tuple[str, ...]:
        """Bases of `monthly` or `quarterly` figures, the headline first; empty when it is not made that often."""
        said = self.monthly_basis if frequency == "monthly" else self.quarterly_basis
        return () if said == "none" else tuple(said.split("|"))

    @property
    def breakdown_names(self) -> tuple[str, ...]:
        """Breakdowns in the marts; `worker` is in the restricted store only."""
        return tuple(name for name in (self.breakdowns or "").split("|") if name and name != "worker")


@dataclass(frozen=True)
class Comparator:
    """A row of `comparator`: the same measure elsewhere. `period_end` is its own date, often a year or more earlier.

    `basis` is the basis of the measure it can stand beside; None where a pack did not say, so beside the headline.
    """

    measure_id: str
    comparator: str
    period_end: date
    value: Decimal
    statistic: str
    source: str | None
    source_date: date | None
    basis: str | None = None
    rank: int | None = None
    rank_of: int | None = None

    @property
    def ref(self) -> FigureRef:
        return FigureRef(self.measure_id, "", self.period_end, "comparator", self.comparator)


@dataclass(frozen=True)
class Target:
    """A row of `target`: `effective_to` is the first day it is no longer in force, None while it is."""

    measure_id: str
    basis: str
    breakdown: str
    breakdown_value: str
    effective_from: date
    effective_to: date | None
    target: Decimal
    tolerance_percent: Decimal
    kind: str | None
    note: str | None


@dataclass(frozen=True)
class OverviewStatistic:
    """A row of `overview_monthly` or `overview_quarterly`: of `denominator` measures, `numerator` are so; `value` in percent."""

    period_end: date
    statistic: str
    numerator: Decimal
    denominator: Decimal
    value: Decimal | None
    previous_value: Decimal | None
    same_period_last_year_value: Decimal | None

    @property
    def ref(self) -> FigureRef:
        return FigureRef("overview", "", self.period_end, "statistic", self.statistic)


@dataclass(frozen=True)
class Drift:
    """A row of `refresh_drift`: how far figures of `periods` months had moved `months_after` their edition, in the measure's unit."""

    measure_id: str
    months_after: int
    periods: int
    mean_change: Decimal
    mean_absolute_change: Decimal
    largest_change: Decimal


@dataclass(frozen=True)
class Change:
    """A row of `measure_version` that is not the first: from `valid_from` the measure is counted in another way."""

    measure_id: str
    valid_from: date
    change: str


@dataclass(frozen=True)
class Run:
    """The run that made the figures, and the edition it was frozen as, if it was."""

    build: str
    as_of: date
    extract_date: date
    authority: str
    code_version: str
    edition: str | None = None


Series = Mapping[date, Figure]


class Publication:
    """The published figures of one frequency, up to one period.

    `period_end` is the last day of the period reported: no later figure or comparator is seen through it.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, frequency: str, period_end: date, edition: str | None = None
    ) -> None:
        self.frequency = frequency
        self.period_end = period_end
        self._connection = connection
        self._edition = edition
        self._breakdowns: dict[str, dict[tuple[str, str], dict[str, dict[date, Figure]]]] = {}

    def measures(self) -> list[Measure]:
        """The measures the authority reports, in its order."""
        return list(self._measures.values())

    def measure(self, measure_id: str) -> Measure | None:
        return self._measures.get(measure_id)

    def figure(
        self,
        measure_id: str,
        basis: str,
        period_end: date,
        breakdown: str = HEADLINE[0],
        breakdown_value: str = HEADLINE[1],
    ) -> Figure | None:
        """The figure with that key, or None where none is published."""
        return self._of(measure_id, basis, breakdown).get(breakdown_value, {}).get(period_end)

    def headline(self, measure: Measure, period_end: date | None = None) -> Figure | None:
        """The authority's figure on the measure's first basis."""
        bases = measure.bases(self.frequency)
        return self.figure(measure.measure_id, bases[0], period_end or self.period_end) if bases else None

    def series(
        self,
        measure_id: str,
        basis: str,
        breakdown: str = HEADLINE[0],
        breakdown_value: str = HEADLINE[1],
        months: int = 13,
    ) -> list[Figure]:
        """Figures of the last periods up to the reported one, oldest first; `months` counts periods of the frequency.

        Periods without a row are left out, so that fewer may come back. A breakdown holds 13 months or 5 quarters.
        """
        found = self._of(measure_id, basis, breakdown).get(breakdown_value, {})
        return [found[day] for day in sorted(found)][-months:]

    def breakdowns(self, measure_id: str, basis: str, period_end: date, breakdown: str) -> list[Figure]:
        """The figures of every value of a breakdown in one period, by value."""
        found = self._of(measure_id, basis, breakdown)
        return [found[value][period_end] for value in sorted(found) if period_end in found[value]]

    def comparators(self, measure_id: str) -> list[Comparator]:
        """The newest figure of each body compared with that was published by the end of the period, in order of its name."""
        return [known for known in self._comparators.get(measure_id, []) if known.comparator != "authority"]

    def own_published(self, measure_id: str) -> Comparator | None:
        """The authority's own figure in the same published series, with its rank."""
        return next((known for known in self._comparators.get(measure_id, []) if known.comparator == "authority"), None)

    def targets(self, measure_id: str) -> list[Target]:
        """Every target of the measure, the oldest first."""
        return self._targets.get(measure_id, [])

    def overview(self, period_end: date) -> list[OverviewStatistic]:
        """The statistics of measures in one period, by name."""
        return self._overview.get(period_end, [])

    def drift(self, measure_id: str) -> list[Drift]:
        """How the measure's monthly figures have moved after their editions, the soonest first."""
        return self._drift.get(measure_id, [])

    def changes(self, measure_id: str) -> list[Change]:
        """When the measure began to be counted in another way, and how, the oldest first."""
        return self._changes.get(measure_id, [])

    def unit_name(self, breakdown: str, value: str) -> str:
        """What a breakdown value is called: a team by its name, a code by its meaning, else as it is with underscores opened."""
        if breakdown == "team":
            return self._team_names.get(value, value)
        for name in _CODE_SETS.get(breakdown, ()):
            if value in load_contract().code_sets[name].values:
                return f"{load_contract().code_sets[name].values[value]} ({value})"
        return value if breakdown == "locality" else _SHORT_WORDS.get(value, value.replace("_", " "))

    @cached_property
    def run(self) -> Run:
        rows = self._rows("select build, as_of, extract_date, authority, code_version from run")
        return Run(*rows[0], self._edition)

    @cached_property
    def periods(self) -> list[date]:
        """Ends of the published periods up to the reported one, oldest first."""
        return [
            day
            for (day,) in self._rows(
                f"select distinct period_end from kpi_{self.frequency} where period_end <= ? order by 1",
                self.period_end,
            )
        ]

    @cached_property
    def _measures(self) -> dict[str, Measure]:
        return {measure.measure_id: measure for measure in self._all(Measure, "from measure order by position")}

    @cached_property
    def _comparators(self) -> dict[str, list[Comparator]]:
        # Of one body the row of its newest period is taken, and of that the first choice.
        tail = (
            "from comparator where coalesce(source_date, period_end) <= ?"
            " order by measure_id, comparator, period_end, choice desc, statistic desc"
        )
        newest: dict[str, dict[str, Comparator]] = {}
        for row in self._all(Comparator, tail, self.period_end):
            newest.setdefault(row.measure_id, {})[row.comparator] = row
        return {measure: list(found.values()) for measure, found in newest.items()}

    @cached_property
    def _targets(self) -> dict[str, list[Target]]:
        found: dict[str, list[Target]] = {}
        for row in self._all(Target, "from target order by effective_from, basis, breakdown, breakdown_value"):
            found.setdefault(row.measure_id, []).append(row)
        return found

    @cached_property
    def _overview(self) -> dict[date, list[OverviewStatistic]]:
        found: dict[date, list[OverviewStatistic]] = {}
        for row in self._all(OverviewStatistic, f"from overview_{self.frequency} order by period_end, statistic"):
            found.setdefault(row.period_end, []).append(row)
        return found

    @cached_property
    def _drift(self) -> dict[str, list[Drift]]:
        found: dict[str, list[Drift]] = {}
        for row in self._all(Drift, "from refresh_drift order by measure_id, months_after"):
            found.setdefault(row.measure_id, []).append(row)
        return found

    @cached_property
    def _changes(self) -> dict[str, list[Change]]:
        found: dict[str, list[Change]] = {}
        for row in self._all(Change, "from measure_version where change is not null order by measure_id, valid_from"):
            found.setdefault(row.measure_id, []).append(row)
        return found

    @cached_property
    def _team_names(self) -> dict[str, str]:
        return dict(
            self._rows(
                "select team_id, team_name from org_unit where valid_from <= ? order by valid_from", self.period_end
            )
        )

    def _of(self, measure_id: str, basis: str, breakdown: str) -> dict[str, dict[date, Figure]]:
        if breakdown not in self._breakdowns:
            self._breakdowns[breakdown] = self._read(breakdown)
        return self._breakdowns[breakdown].get((measure_id, basis), {})

    def _read(self, breakdown: str) -> dict[tuple[str, str], dict[str, dict[date, Figure]]]:
        kept = self.periods if breakdown == HEADLINE[0] else self.periods[-_BREAKDOWN_PERIODS[self.frequency] :]
        found: dict[tuple[str, str], dict[str, dict[date, Figure]]] = {}
        if not kept:
            return found
        condition = f"from kpi_{self.frequency} where breakdown = ? and period_end between ? and ? order by period_end"
        for row in self._all(Figure, condition, breakdown, kept[0], kept[-1]):
            values = found.setdefault((row.measure_id, row.basis), {})
            values.setdefault(row.breakdown_value, {})[row.period_end] = row
        return found

    def _all(self, kind: type, tail: str, *arguments: object) -> Iterator:
        # An edition stays as it was frozen: what later versions publish besides is empty in it.
        there = self._columns.get(tail.split()[1])
        if there is None:
            return iter(())
        names = ", ".join(field.name if field.name in there else f"null as {field.name}" for field in fields(kind))
        return (kind(*row) for row in self._rows(f"select {names} {tail}", *arguments))

    @cached_property
    def _columns(self) -> dict[str, list[str]]:
        return dict(self._rows("select table_name, list(column_name) from duckdb_columns() group by table_name"))

    def _rows(self, question: str, *arguments: object) -> list[tuple]:
        return self._connection.execute(question, list(arguments)).fetchall()


@contextmanager
def open_publication(published: Path, frequency: str, period: str, period_end: date) -> Iterator[Publication]:
    """The edition of `period` where one is frozen, else what is published now; closed at the end.

    Args:
        published: the folder `published` of a home.
        frequency: `monthly` or `quarterly`.
        period: its name as in `editions/`, such as `2022-11` or `2022-Q3`.
        period_end: its last day.

    Raises:
        ReportRefused: nothing is published, or nothing of that period; or its edition is not as it was frozen.
    """
    edition = published / "editions" / period
    is_frozen = (edition / "manifest.json").exists()
    path = (edition if is_frozen else (published / "current").resolve()) / "marts.duckdb"
    if is_frozen:
        said = json.loads((edition / "manifest.json").read_text(encoding="utf-8"))["files"].get(path.name)
        if not path.exists() or sha256(path) != said:
            raise ReportRefused(f"edition {period}: {path.name} is not as it was frozen")
    if not path.exists():
        raise ReportRefused(f"{published}: nothing is published yet (make nightly, or csc nightly)")
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error:
        raise ReportRefused(f"{path}: cannot be opened") from None
    try:
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        publication = Publication(connection, frequency, period_end, period if is_frozen else None)
        if period_end not in publication.periods:
            last = f"; the last is that to {publication.periods[-1]}" if publication.periods else ""
            raise ReportRefused(f"no {frequency} figures are published for the period to {period_end}{last}")
        yield publication
    except duckdb.Error as problem:
        raise ReportRefused(f"{path}: cannot be read by this version ({type(problem).__name__})") from None
    finally:
        connection.close()
