"""Seeded random histories: children whose records are awkward on purpose, many in one landing extract.

A story writes what happened to one child in one part of the service. Dates come from `Dice`, which likes month ends, bank
holidays, 29 February, the limits of the standards and the days on either side of them.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

from schemas.contract import load_contract
from tests.reference.calendar import ONE_DAY, WorkingDays, birthday, month_end, months_later
from tests.reference.world import SEEDS

EXTRACT_DATE = date(2022, 11, 30)
FIRST_DAY = date(2019, 1, 1)
TEAMS = ("T100", "T210", "T310", "T410", "T420", "T500", "T610", "T710", "T930")
ORPHAN_TEAM = "T999"
WORKERS = tuple(f"W{number:02}" for number in range(1, 15))
AWKWARD_DAYS = (
    *(date(2020, 2, 28), date(2020, 2, 29), date(2020, 3, 1), date(2021, 2, 28), date(2021, 3, 1)),
    *(date(2020, 5, 7), date(2020, 5, 8), date(2020, 12, 24), date(2020, 12, 28), date(2021, 12, 27)),
    *(date(2022, 5, 31), date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19), date(2022, 9, 16)),
    *(date(2021, 8, 31), date(2021, 9, 1), date(2022, 3, 31), date(2022, 4, 1), date(2022, 8, 31), date(2022, 9, 1)),
    *(date(2022, 10, 31), date(2022, 11, 1), date(2022, 11, 18), date(2022, 11, 29), date(2022, 11, 30)),
)

Item = TypeVar("Item")


class Dice:
    """Chance with a taste for limits. The same seed gives the same histories."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.working_days = WorkingDays.of_seed(SEEDS / "bank_holidays.csv")

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def pick(self, *items: Item) -> Item:
        return self._random.choice(items)

    def number(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def day(self, first: date = FIRST_DAY, last: date = EXTRACT_DATE) -> date:
        """A day of a range, often an awkward one."""
        if first >= last:
            return last
        if self.chance(0.3):
            awkward = [day for day in AWKWARD_DAYS if first <= day <= last]
            if awkward:
                return self.pick(*awkward)
        day = first + timedelta(days=self.number(0, (last - first).days))
        return min(last, month_end(day)) if self.chance(0.1) else day

    def around(self, day: date) -> date:
        """The day, or one on either side."""
        return day + timedelta(days=self.number(-1, 1))

    def after(self, day: date, *limits: tuple[int, str]) -> date:
        """A day after `day`: at one of the limits (n, unit), beside it, the same day, or any within some months."""
        if self.chance(0.15):
            return day
        if limits and self.chance(0.7):
            n, unit = self.pick(*limits)
            return max(day, self.around(add(day, n, unit, self.working_days)))
        return day + timedelta(days=self.number(0, self.pick(3, 20, 60, 200, 500)))

    def moment(self, day: date) -> datetime:
        """The day with a time, or with none (00:00:00)."""
        return datetime.combine(day, self.pick(time(0, 0), time(0, 0), time(9, 30), time(23, 59, 59), time(0, 0, 1)))

    def flag(self, yes: float = 0.6) -> str | None:
        """Y, N or empty."""
        return "Y" if self.chance(yes) else self.pick("N", None)

    def team(self) -> str | None:
        return None if self.chance(0.15) else ORPHAN_TEAM if self.chance(0.05) else self.pick(*TEAMS)

    def worker(self) -> str | None:
        return None if self.chance(0.15) else self.pick(*WORKERS)


def add(day: date, n: int, unit: str, working_days: WorkingDays) -> date:
    match unit:
        case "working_days":
            return working_days.nth(day, n)
        case "days":
            return day + timedelta(days=n)
        case "weeks":
            return day + timedelta(weeks=n)
        case "months":
            return months_later(day, n)
    raise ValueError(unit)


@dataclass
class Extract:
    """The rows of one extract, by table."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in load_contract().tables})
    _ids: dict[str, int] = field(default_factory=dict)

    def next_id(self, prefix: str) -> str:
        """A new id; ids are not in the order of time, as in real systems."""
        self._ids[prefix] = self._ids.get(prefix, 0) + 1
        number = self._ids[prefix]
        return f"{prefix}{(number * 7919) % 1000003:07}"

    def add(self, table: str, **columns: Any) -> dict[str, Any]:
        """A row. A row with a date after the extract is not written: it has not happened yet."""
        known = load_contract().tables[table]
        unknown = set(columns) - set(known.by_name)
        if unknown:
            raise ValueError(f"{table}: {sorted(unknown)}")
        if known.event_date is None or not _is_late(columns.get(known.event_date)):
            if known.end_date is not None and _is_late(columns.get(known.end_date)):
                columns[known.end_date] = None
            self.rows[table].append(columns)
        return columns

    def write(self, folder: Path, without: Sequence[str] = ()) -> Path:
        """One CSV a table, in a folder named by the extract date. Every table but those `without` is supplied, empty ones
        too."""
        extract = folder / EXTRACT_DATE.isoformat()
        extract.mkdir(parents=True)
        for name, rows in self.rows.items():
            if name in without:
                continue
            names = [column.name for column in load_contract().tables[name].columns]
            with (extract / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, names, restval="", lineterminator="\n")
                writer.writeheader()
                for row in rows:
                    writer.writerow({column: _text(value) for column, value in row.items()})
        return extract


def _is_late(value: Any) -> bool:
    return value is not None and (value.date() if isinstance(value, datetime) else value) > EXTRACT_DATE


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Child:
    """Whom a story is about. `born` is None for a child with no birth date (unborn, or age unknown)."""

    child_id: str
    born: date | None


Story = Callable[[Dice, Extract, Child], None]
STORIES: list[tuple[float, Story]] = []


def story(share: float) -> Callable[[Story], Story]:
    """Registers a story that this share of the children has."""

    def register(function: Story) -> Story:
        STORIES.append((share, function))
        return function

    return register


def tell(histories: int, seed: int) -> Extract:
    """An extract of so many children, each with a chance of every story."""
    from tests.reference import stories  # noqa: F401  registers them

    dice, extract = Dice(seed), Extract()
    _staff(dice, extract)
    for number in range(1, histories + 1):
        child = _person(dice, extract, f"C{number:05}")
        for share, function in STORIES:
            if dice.chance(share):
                function(dice, extract, child)
    return extract


def _staff(dice: Dice, extract: Extract) -> None:
    for team in TEAMS:
        extract.add("ssd_department", dept_team_id=team, dept_team_name=f"Team {team}")
    for worker in WORKERS:
        extract.add(
            "ssd_professionals", prof_professional_id=worker, prof_full_time_equivalency=dice.pick(1, 0.5, None)
        )
        if worker == WORKERS[-1]:
            continue  # a worker with no employment row
        left_on = dice.day(date(2020, 1, 1)) if dice.chance(0.3) else None
        extract.add(
            "ext_worker",
            worker_id=worker,
            is_social_worker=dice.pick("Y", "Y", "N"),
            started_on=dice.day(date(2015, 1, 1), date(2019, 1, 1)),
            left_on=left_on,
        )


def _person(dice: Dice, extract: Extract, child_id: str) -> Child:
    born = _birth(dice)
    kind = dice.number(1, 40)
    expected = None
    if kind == 1:
        born = None
    elif kind <= 4:
        born, expected = None, dice.day(date(2022, 10, 1), date(2023, 3, 1))
    elif kind <= 7:
        born = expected = dice.day(date(2019, 6, 1))
    extract.add(
        "ssd_person",
        pers_person_id=child_id,
        pers_sex=dice.pick("M", "F", "U", None),
        pers_ethnicity=dice.pick("WBRI", "MWBC", "AIND", "REFU", None),
        pers_dob=born,
        pers_expected_dob=expected,
    )
    return Child(child_id, born)


def _birth(dice: Dice) -> date:
    if dice.chance(0.1):
        return date(dice.pick(2004, 2008, 2012, 2016, 2020), 2, 29)
    if dice.chance(0.3):  # a birthday that matters falls in the years looked at
        years = dice.pick(4, 5, 10, 11, 16, 17, 18, 21)
        born = dice.day().replace(day=dice.number(1, 28))
        return date(born.year - years, born.month, born.day)
    return dice.day(date(2001, 1, 1), date(2022, 6, 30))


def birthdays(child: Child) -> list[date]:
    """The birthdays of a child up to 22 that fall in the years looked at."""
    if child.born is None:
        return []
    return [day for day in (birthday(child.born, n) for n in range(23)) if FIRST_DAY <= day <= EXTRACT_DATE]


def since_birth(child: Child) -> date:
    """The first day looked at on which the child is born (or may be)."""
    return FIRST_DAY if child.born is None else max(FIRST_DAY, child.born)


def begins(dice: Dice, child: Child) -> date:
    """A day on which something may begin for a child: in life, sometimes in the months before birth."""
    if child.born is None:
        return dice.day(date(2022, 3, 1) if dice.chance(0.7) else FIRST_DAY)
    before_birth = timedelta(days=280 if dice.chance(0.15) else 0)
    first = max(FIRST_DAY, child.born - before_birth)
    return dice.day(first, min(EXTRACT_DATE, first + timedelta(days=300))) if dice.chance(0.4) else dice.day(first)


def chain(dice: Dice, start: date, count: int, *limits: tuple[int, str]) -> list[date]:
    """Days one after the other, each at or near a limit after the last one."""
    days, day = [], start
    for _ in range(count):
        day = dice.after(day, *limits)
        days.append(day)
    return days


def spells(dice: Dice, start: date, count: int, *limits: tuple[int, str]) -> list[tuple[date, date | None]]:
    """Stretches one after the other: adjoining, with a gap at a limit, or overlapping; the last may be open."""
    found = []
    for number in range(count):
        end = None if number == count - 1 and dice.chance(0.6) else dice.after(start, *limits)
        found.append((start, end))
        if end is None:
            break
        if dice.chance(0.15):
            start += timedelta(days=dice.number(0, max(1, (end - start).days)))
        else:
            start = end if dice.chance(0.3) else dice.after(end, *limits) + dice.pick(0, 1) * ONE_DAY
    return found
