"""Who is in care, protected, supported or open to social care on a day (catalogue, conventions 2, 11, 22 and 23)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from tests.reference.world import Row, World, is_open

SHORT_BREAKS = ("V3", "V4")

Stretch = tuple[date, date | None]


@dataclass(frozen=True)
class PeriodOfCare:
    """All episodes of one clae_cla_id. `ended` None: still open."""

    cla_id: str
    child_id: str
    started: date
    ended: date | None
    episodes: tuple[Row, ...]


@cache
def periods_of_care(world: World, child_id: str) -> list[PeriodOfCare]:
    """The periods of care of a child, in order of time. A period starts on the day care was entered, else on its first
    episode, and ends with its last episode unless that ended only for another to follow (X1)."""
    by_period: dict[str, list[Row]] = {}
    for episode in world.of_child("ssd_cla_episodes", child_id):
        by_period.setdefault(episode["clae_cla_id"], []).append(episode)
    periods = []
    for cla_id, episodes in by_period.items():
        episodes.sort(key=lambda row: (row["clae_cla_episode_start_date"], row["clae_cla_episode_id"]))
        first, last = episodes[0], episodes[-1]
        started = first["clae_entered_care_date"] or first["clae_cla_episode_start_date"]
        ended = None if last["clae_cla_episode_ceased_reason"] == "X1" else last["clae_cla_episode_ceased_date"]
        periods.append(PeriodOfCare(cla_id, child_id, started, ended, tuple(episodes)))
    return sorted(periods, key=lambda period: (period.started, period.cla_id))


def legal_status(world: World, child_id: str, day: date) -> str | None:
    """The legal status open on a day that started last."""
    start, end = "lega_legal_status_start_date", "lega_legal_status_end_date"
    rows = world.open_on(world.of_child("ssd_legal_status", child_id), start, end, day)
    if not rows:
        return None
    return max(rows, key=lambda row: (row[start], row["lega_legal_status_id"]))["lega_legal_status"]


def is_looked_after(world: World, child_id: str, day: date) -> bool:
    """In a period of care, and not under a short-break status."""
    in_care = any(is_open(period.started, period.ended, day) for period in periods_of_care(world, child_id))
    return in_care and legal_status(world, child_id, day) not in SHORT_BREAKS


@cache
def times_in_care(world: World, child_id: str) -> list[Stretch]:
    """The unbroken times a child was looked after: periods that adjoin are one, days of short breaks are none."""
    changes = {day for period in periods_of_care(world, child_id) for day in (period.started, period.ended)}
    for row in world.of_child("ssd_legal_status", child_id):
        changes |= {row["lega_legal_status_start_date"], row["lega_legal_status_end_date"]}
    return unbroken(changes, lambda day: is_looked_after(world, child_id, day))


def looked_after_since(world: World, child_id: str, day: date) -> date | None:
    """The first day of the unbroken time in care that a day falls in; None on a day out of care."""
    return since(times_in_care(world, child_id), day)


def cp_plans(world: World, child_id: str) -> list[Row]:
    """The child protection plans of this authority, in order of time. An empty flag is this authority's."""
    plans = [row for row in world.of_child("ssd_cp_plans", child_id) if row["cppl_cp_plan_ola"] != "Y"]
    return sorted(plans, key=lambda row: (row["cppl_cp_plan_start_date"], row["cppl_cp_plan_id"]))


def is_on_cp_plan(world: World, child_id: str, day: date) -> bool:
    return any(
        is_open(plan["cppl_cp_plan_start_date"], plan["cppl_cp_plan_end_date"], day)
        for plan in cp_plans(world, child_id)
    )


def is_supported_care_leaver(world: World, child_id: str, day: date) -> bool:
    """An open spell of support as Relevant, Former Relevant or Qualifying, on a day the young person is not looked after.
    A spell that does not say takes the eligibility of the care leaver's row."""
    rows = world.of_child("ssd_care_leavers", child_id)
    latest = rows[0]["clea_care_leaver_eligibility"] if rows else None
    entitled = any(
        (row["eligibility"] or latest) in ("Relevant", "Former Relevant", "Qualifying")
        and is_open(row["support_started_on"], row["support_ended_on"], day)
        for row in world.of_child("ext_care_leaver_spell", child_id)
    )
    return entitled and not is_looked_after(world, child_id, day)


@cache
def times_of_support(world: World, child_id: str) -> list[Stretch]:
    """The unbroken times of support as a care leaver."""
    changes = {day for stretch in times_in_care(world, child_id) for day in stretch}
    for row in world.of_child("ext_care_leaver_spell", child_id):
        changes |= {row["support_started_on"], row["support_ended_on"]}
    return unbroken(changes, lambda day: is_supported_care_leaver(world, child_id, day))


def supported_since(world: World, child_id: str, day: date) -> date | None:
    return since(times_of_support(world, child_id), day)


def children(world: World, table: str = "ssd_person") -> Iterator[str]:
    """Everyone with a row in a table that is about children."""
    yield from world.by(table, world.person_column(table))


def unbroken(changes: Iterable[date | None], holds: Callable[[date], bool]) -> list[Stretch]:
    """The stretches in which something holds, which changes on no other days than these; the last may have no end."""
    days = sorted({day for day in changes if day is not None})
    found: list[Stretch] = []
    for day, following in pairwise([*days, None]):
        if not holds(day):
            continue
        if found and found[-1][1] == day:
            found[-1] = (found[-1][0], following)
        else:
            found.append((day, following))
    return found


def since(stretches: Iterable[Stretch], day: date) -> date | None:
    """The first day of the stretch that a day falls in."""
    return next((start for start, end in stretches if is_open(start, end, day)), None)


def day_before(day: date) -> date:
    return day - timedelta(days=1)
