"""The warehouse of a set of histories, built once, and how it is set beside the reference."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb

from ingest.landing import load_extract
from ingest.pack import load_pack, read_catalogue, read_pack, read_units
from orchestration import dbt_build
from orchestration.settings import DBT_PROJECT, PROJECT
from schemas.arrow import reference_statements
from tests.reference.calendar import month_ends
from tests.reference.case import EVENTS, UNSAID, Case, events, states
from tests.reference.histories import EXTRACT_DATE, tell
from tests.reference.world import World

PACK = PROJECT / "authorities" / "demo"
SHOWN = 12  # disagreements named in a failure

Line = tuple[str, ...]


class Agreement:
    """A warehouse and the reference's world of the same extract.

    Cases are compared in the window the warehouse keeps. Spells are compared as at every month end and on `days` others.
    """

    def __init__(self, warehouse: Path, seed: int, days: int) -> None:
        self.connection = duckdb.connect(str(warehouse), read_only=True)
        self.world = World.of_warehouse(self.connection, PACK)
        self.first_day = self.connection.execute("select min(month_start) from kpis.month").fetchone()[0]
        # Histories begin later than the window: month ends before them are empty on both sides.
        chosen = random.Random(seed)
        length = (EXTRACT_DATE - date(2019, 1, 1)).days
        others = {EXTRACT_DATE - timedelta(days=chosen.randrange(length)) for _ in range(days)}
        self.days = sorted({*month_ends(date(2018, 12, 1), EXTRACT_DATE), *others})

    def differences(self, measure_id: str) -> list[str]:
        """What the reference and the warehouse do not agree on, in words; empty where they agree."""
        return self._events(measure_id) if measure_id in EVENTS else self._states(measure_id)

    def _events(self, measure_id: str) -> list[str]:
        expected = [case for case in events(self.world, measure_id) if self.first_day <= case.on <= self.world.as_of]
        columns = "case_id, from_on, numerator, denominator, team_id, worker_id, category_1, category_2"
        found = self.connection.execute(
            f"select {columns} from kpis.cases where measure_id = ? and from_on between ? and ?",
            [measure_id, self.first_day, self.world.as_of],
        ).fetchall()
        return _compare(expected, found)

    def _states(self, measure_id: str) -> list[str]:
        for day in self.days:
            found = self.connection.execute(
                "select case_id, null, numerator, denominator, team_id, worker_id, category_1, category_2 from kpis.cases "
                "where measure_id = ? and from_on <= ? and (to_on is null or to_on > ?)",
                [measure_id, day, day],
            ).fetchall()
            if differences := _compare(states(self.world, measure_id, day), found):
                return [f"as at {day}:", *differences]
        return []


def build_warehouse(folder: Path, histories: int, seed: int) -> Path:
    """Tells the histories, loads their extract and builds the warehouse of it."""
    extract = tell(histories, seed).write(folder / "landing")
    warehouse = folder / "warehouse.duckdb"
    seeds = DBT_PROJECT / "seeds"
    with duckdb.connect(str(warehouse)) as connection:
        pack = read_pack(PACK, read_catalogue(seeds / "measures.csv"), read_units(seeds / "standards.csv"))
        load_extract(connection, extract, EXTRACT_DATE, pack, folder / "rejects")
        load_pack(connection, pack)
        for statement in reference_statements():
            connection.execute(statement)
        connection.execute(
            "insert into raw.night values (?, ?, 'histories', 'histories', 'histories')", [EXTRACT_DATE, EXTRACT_DATE]
        )
    failed = [node for node in dbt_build.build(warehouse, lambda *_: None) if node.status not in ("success", "pass")]
    if failed:
        raise AssertionError(failed)
    return warehouse


def _compare(expected: Iterable[Case], found: Iterable[tuple]) -> list[str]:
    """Multisets of cases, and the figures they add up to at authority level and by team."""
    expected, found = list(expected), list(found)
    categories = [
        name for name in ("category_1", "category_2") if any(getattr(case, name) != UNSAID for case in expected)
    ]
    wanted = Counter(
        _line(case.case_id, case.on, case.numerator, case.denominator, case.team_id, case.worker_id)
        + tuple(str(getattr(case, name)) for name in categories)
        for case in expected
    )
    places = {"category_1": 6, "category_2": 7}
    had = Counter(_line(*row[:6]) + tuple(str(row[places[name]]) for name in categories) for row in found)
    missing, extra = wanted - had, had - wanted
    return [f"only the reference has {line}" for line in sorted(missing)][:SHOWN] + [
        f"only the warehouse has {line}" for line in sorted(extra)
    ][:SHOWN]


def _line(
    case_id: str, on: date | None, numerator: object, denominator: object, team_id: str | None, worker_id: str | None
) -> Line:
    return (
        case_id,
        str(on or ""),
        str(Decimal(str(numerator)).normalize()),
        str(Decimal(str(denominator)).normalize()),
        str(team_id),
        str(worker_id),
    )
