"""The case as the reference counts it, and the register of reference functions.

An event measure is a function of the world that yields its cases, each dated. A spell measure is a function of the world
and a day that yields the cases as at the end of that day: the definition read once for the day, with no stretches.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from tests.reference.world import SEEDS, World

UNSAID = "(not said)"


@dataclass(frozen=True)
class Case:
    """One case of a measure.

    `on` dates an event and is None for a state. `denominator` None: 1 for a share, 0 for a count or a rate. `team_id` and
    `worker_id` None: the responsible team and the allocated worker of the child on the day. `age` is always filled in.
    Categories not said are not compared. What is not in the headline stands beside it in the measure's own breakdown alone.
    """

    case_id: str
    child_id: str | None
    numerator: int | float = 1
    denominator: int | float | None = None
    on: date | None = None
    team_id: str | None = None
    worker_id: str | None = None
    category_1: str | None = UNSAID
    category_2: str | None = UNSAID
    age: int | None = None
    is_in_headline: bool = True


Event = Callable[[World], Iterable[Case]]
State = Callable[[World, date], Iterable[Case]]

EVENTS: dict[str, Event] = {}
STATES: dict[str, State] = {}

CATALOGUE = {
    row["measure_id"]: row for row in csv.DictReader((SEEDS / "measures.csv").open(encoding="utf-8", newline=""))
}


def event(measure_id: str) -> Callable[[Event], Event]:
    """Registers the reference of an event measure. May be stacked: one function for several measures alike."""

    def register(function: Event) -> Event:
        _expect(measure_id, "event")
        EVENTS[measure_id] = function
        return function

    return register


def state(measure_id: str) -> Callable[[State], State]:
    """Registers the reference of a spell measure."""

    def register(function: State) -> State:
        _expect(measure_id, "spell")
        STATES[measure_id] = function
        return function

    return register


def _expect(measure_id: str, relation: str) -> None:
    if CATALOGUE[measure_id]["relation"] != relation or measure_id in EVENTS or measure_id in STATES:
        raise ValueError(measure_id)


def events(world: World, measure_id: str) -> list[Case]:
    """The cases of an event measure, complete with team, worker and denominator."""
    return [_complete(world, measure_id, case, case.on) for case in EVENTS[measure_id](world)]


def states(world: World, measure_id: str, day: date) -> list[Case]:
    """The cases of a spell measure as at a day, complete with team, worker and denominator."""
    return [_complete(world, measure_id, case, day) for case in STATES[measure_id](world, day)]


def _complete(world: World, measure_id: str, case: Case, day: date) -> Case:
    denominator = case.denominator
    if denominator is None:
        denominator = 1 if CATALOGUE[measure_id]["statistic"] in ("percentage", "ratio", "mean") else 0
    team, worker = case.team_id, case.worker_id
    if case.child_id is not None:
        team = team or world.team_of(case.child_id, day)
        worker = worker or world.worker_of(case.child_id, day)
    age = None if case.child_id is None else world.age(case.child_id, day)
    return replace(case, denominator=denominator, team_id=team, worker_id=worker, age=age)
