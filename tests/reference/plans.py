"""Plans and the clocks that run while a plan is open: what child in need and child protection measures share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from tests.reference.world import Row, World, is_open


@dataclass(frozen=True)
class Plan:
    """A plan, whichever table it stands in. `ended` None: still open."""

    plan_id: str
    child_id: str
    started: date
    ended: date | None
    row: Row

    def is_open(self, day: date) -> bool:
        return is_open(self.started, self.ended, day)


@cache
def cin_plans(world: World, child_id: str) -> list[Plan]:
    rows = world.of_child("ssd_cin_plans", child_id)
    return _plans(rows, "cinp_cin_plan_id", child_id, "cinp_cin_plan_start_date", "cinp_cin_plan_end_date")


@cache
def cp_plans(world: World, child_id: str) -> list[Plan]:
    """Plans of this authority; an empty flag is this authority's."""
    rows = [row for row in world.of_child("ssd_cp_plans", child_id) if row["cppl_cp_plan_ola"] != "Y"]
    return _plans(rows, "cppl_cp_plan_id", child_id, "cppl_cp_plan_start_date", "cppl_cp_plan_end_date")


def _plans(rows: Iterable[Row], key: str, child_id: str, start: str, end: str) -> list[Plan]:
    plans = [Plan(row[key], child_id, row[start], row[end], row) for row in rows]
    return sorted(plans, key=lambda plan: (plan.started, plan.plan_id))


def current(plans: list[Plan], day: date) -> Plan | None:
    """The plan open on a day; of several, the one that started first."""
    return next((plan for plan in plans if plan.is_open(day)), None)


def chain(plans: list[Plan], plan: Plan) -> list[Plan]:
    """The plans that make one time on a plan with this one: a plan that starts the day another ended, or while it is open,
    continues it. In order of time."""
    chains: list[list[Plan]] = []
    for one in plans:
        last = chains[-1] if chains else []
        if any(other.ended is None or other.ended >= one.started for other in last):
            last.append(one)
        else:
            chains.append([one])
    return next(found for found in chains if plan in found)


def stretch(plans: list[Plan], plan: Plan) -> list[Plan]:
    """The plans that make one time on a plan with this one, less those that started and ended on one day: they were never
    open on any day."""
    return chain([one for one in plans if one.started != one.ended], plan)


def interval_due(world: World, child_id: str, start: date, parameter: str, purpose: str, day: date) -> date:
    """The end of an interval that starts on a day: the one agreed for the child that is in force then, else the standard
    as on `day`."""
    agreed = [
        row
        for row in world.of_child("ext_interval_override", child_id)
        if row["purpose"] == purpose and is_open(row["valid_from"], row["valid_to"], start)
    ]
    if agreed:
        last = max(agreed, key=lambda row: (row["valid_from"], row["override_id"]))
        return world.add(start, last["interval"], last["unit"])
    return world.after(start, parameter, day)


def last_visit(
    rows: Iterable[Row], on: str, since: date, day: date, is_qualifying: Callable[[Row], bool]
) -> date | None:
    """The last qualifying visit from a start, that day included, to a day."""
    return max((row[on] for row in rows if since <= row[on] <= day and is_qualifying(row)), default=None)


def updated(world: World, child_id: str, kind: str, day: date) -> list[date]:
    """The days up to a day on which a plan of this kind was saved as final; silence about that is yes."""
    return [
        row["completed_on"]
        for row in world.of_child("ext_plan_update", child_id)
        if row["plan_kind"] == kind and row["finalised"] != "N" and row["completed_on"] <= day
    ]
