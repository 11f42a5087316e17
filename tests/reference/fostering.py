"""Foster carers and foster places."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.reference.case import Case, state
from tests.reference.children_in_care import child_case, children_in_care
from tests.reference.clocks import last
from tests.reference.placements import FOSTER, placement_on
from tests.reference.world import Row, World


def approved_households(world: World, day: date) -> Iterator[Row]:
    rows = [row for row in world.rows("ext_foster_household") if row["provision"] == "in_house"]
    yield from world.open_on(rows, "approved_on", "deregistered_on", day)


def checks(world: World, household: Row, kind: str) -> list[Row]:
    rows = world.where("ext_foster_check", "household_id", household["household_id"])
    return [row for row in rows if row["kind"] == kind]


def household_case(household: Row, due_on: date, day: date) -> Case:
    return Case(
        case_id=household["household_id"],
        child_id=None,
        team_id=household["team_id"],
        numerator=int(due_on >= day),
    )


def each_carer(world: World, day: date, kind: str, parameter: str) -> Iterator[Case]:
    """A household is in time when the latest check of every carer so far named is; checks with no carer are of one;
    a check before the approval counts from the approval."""
    for household in approved_households(world, day):
        latest: dict[str | None, date] = {}
        for row in checks(world, household, kind):
            if row["completed_on"] <= day:
                clock = max(row["completed_on"], household["approved_on"])
                latest[row["carer_id"]] = max(clock, latest.get(row["carer_id"], clock))
        clock = min(latest.values(), default=household["approved_on"])
        yield household_case(household, world.after(clock, parameter, day), day)


def household_as_one(world: World, day: date, kind: str, parameter: str) -> Iterator[Case]:
    for household in approved_households(world, day):
        days = [row["completed_on"] for row in checks(world, household, kind)]
        clock = last(days, day, first=household["approved_on"]) or household["approved_on"]
        yield household_case(household, world.after(clock, parameter, day), day)


@state("foster_carer_dbs_up_to_date")
def foster_carer_dbs_up_to_date(world: World, day: date) -> Iterator[Case]:
    yield from each_carer(world, day, "dbs", "foster_dbs_interval")


@state("foster_carer_medicals_up_to_date")
def foster_carer_medicals_up_to_date(world: World, day: date) -> Iterator[Case]:
    yield from each_carer(world, day, "medical", "foster_medical_interval")


@state("foster_carer_annual_reviews_in_time")
def foster_carer_annual_reviews_in_time(world: World, day: date) -> Iterator[Case]:
    yield from household_as_one(world, day, "annual_review", "foster_review_interval")


@state("foster_carer_unannounced_visits_in_time")
def foster_carer_unannounced_visits_in_time(world: World, day: date) -> Iterator[Case]:
    yield from household_as_one(world, day, "unannounced_visit", "foster_unannounced_interval")


@state("foster_carer_supervision_in_time")
def foster_carer_supervision_in_time(world: World, day: date) -> Iterator[Case]:
    yield from household_as_one(world, day, "supervision", "foster_supervision_interval")


def in_house_places(world: World, day: date) -> Iterator[tuple[Row, Row]]:
    """Places of in-house households as on a day, with their household."""
    for place in world.latest_open(world.rows("ext_foster_place"), "place_id", "state_from", "state_to", day):
        household = world.one("ext_foster_household", place["household_id"])
        if household is not None and household["provision"] == "in_house":
            yield place, household


@state("in_house_foster_places_used")
def in_house_foster_places_used(world: World, day: date) -> Iterator[Case]:
    for place, household in in_house_places(world, day):
        if place["state"] in ("filled", "vacant"):
            yield Case(
                case_id=place["place_id"],
                child_id=None,
                team_id=household["team_id"],
                numerator=int(place["state"] == "filled"),
            )


@state("in_house_foster_places_unavailable")
def in_house_foster_places_unavailable(world: World, day: date) -> Iterator[Case]:
    for place, household in in_house_places(world, day):
        yield Case(
            case_id=place["place_id"],
            child_id=None,
            team_id=household["team_id"],
            numerator=int(place["state"] == "unavailable"),
        )


@state("cla_fostered_in_house")
def cla_fostered_in_house(world: World, day: date) -> Iterator[Case]:
    for child_id in children_in_care(world, day):
        placement = placement_on(world, child_id, day)
        if placement is not None and placement["clap_cla_placement_type"] in FOSTER:
            yield child_case(child_id, numerator=int(placement["clap_cla_placement_provider"] == "PR1"))
