"""Pre-proceedings and court proceedings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.reference.case import Case, event, state
from tests.reference.cohorts import children
from tests.reference.world import Row, World


def case_key(row: Row) -> str:
    return f"{row['legal_case_id']}|{row['person_id']}"


def open_cases(world: World, day: date, kind: str) -> Iterator[Row]:
    """The earliest open case of each child, of several that began on one day the lower id."""
    for child_id in children(world):
        rows = [row for row in world.of_child("ext_legal_case", child_id) if row["kind"] == kind]
        rows = world.open_on(rows, "started_on", "ended_on", day)
        if rows:
            yield min(rows, key=lambda row: (row["started_on"], row["legal_case_id"]))


def how_many(world: World, day: date, kind: str) -> Iterator[Case]:
    for row in open_cases(world, day, kind):
        yield Case(case_id=case_key(row), child_id=row["person_id"])


def still_in_time(world: World, day: date, kind: str, parameter: str) -> Iterator[Case]:
    for row in open_cases(world, day, kind):
        in_time = world.after(row["started_on"], parameter, day) >= day
        yield Case(case_id=case_key(row), child_id=row["person_id"], numerator=int(in_time))


def completed_in_time(world: World, kind: str, parameter: str) -> Iterator[Case]:
    for row in world.rows("ext_legal_case"):
        if row["kind"] == kind and row["ended_on"] is not None:
            in_time = row["ended_on"] <= world.after(row["started_on"], parameter, row["ended_on"])
            yield Case(case_id=case_key(row), child_id=row["person_id"], on=row["ended_on"], numerator=int(in_time))


@state("children_in_pre_proceedings")
def children_in_pre_proceedings(world: World, day: date) -> Iterator[Case]:
    yield from how_many(world, day, "pre_proceedings")


@state("open_pre_proceedings_in_time")
def open_pre_proceedings_in_time(world: World, day: date) -> Iterator[Case]:
    yield from still_in_time(world, day, "pre_proceedings", "pre_proceedings_weeks")


@event("completed_pre_proceedings_in_time")
def completed_pre_proceedings_in_time(world: World) -> Iterator[Case]:
    yield from completed_in_time(world, "pre_proceedings", "pre_proceedings_weeks")


@state("children_in_court_proceedings")
def children_in_court_proceedings(world: World, day: date) -> Iterator[Case]:
    yield from how_many(world, day, "court")


@state("open_court_proceedings_in_time")
def open_court_proceedings_in_time(world: World, day: date) -> Iterator[Case]:
    yield from still_in_time(world, day, "court", "care_proceedings_weeks")


@event("completed_court_proceedings_in_time")
def completed_court_proceedings_in_time(world: World) -> Iterator[Case]:
    yield from completed_in_time(world, "court", "care_proceedings_weeks")
