"""Care leavers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.reference.case import Case, state
from tests.reference.children_in_care import child_case, pathway_plan_days
from tests.reference.clocks import is_current, last
from tests.reference.cohorts import children, is_supported_care_leaver, supported_since
from tests.reference.plans import interval_due
from tests.reference.world import Row, World, day_of

IN_WORK_OR_LEARNING = ("education", "employment", "training", "employment_or_training")
NOT_IN_WORK_OR_LEARNING = ("neet_illness_disability", "neet_other", "neet_pregnancy_parenting")


def care_leavers(world: World, day: date) -> Iterator[str]:
    for child_id in children(world):
        if is_supported_care_leaver(world, child_id, day):
            yield child_id


def days_seen(world: World, child_id: str) -> list[date]:
    """Days of care-leaver visits with the person seen."""
    return [
        day_of(row["visit_at"])
        for row in world.of_child("ext_visit", child_id)
        if row["purpose"] == "care_leaver" and row["seen"] == "Y"
    ]


def last_seen(world: World, child_id: str, day: date) -> date:
    """The last visit with the person seen, or the start of the present time of support."""
    started = supported_since(world, child_id, day)
    return last(days_seen(world, child_id), day, first=started) or started


@state("care_leavers_supported")
def care_leavers_supported(world: World, day: date) -> Iterator[Case]:
    for child_id in care_leavers(world, day):
        yield child_case(child_id)


@state("care_leaver_visits_in_time")
def care_leaver_visits_in_time(world: World, day: date) -> Iterator[Case]:
    for child_id in care_leavers(world, day):
        age = world.age(child_id, day)
        if age is None:
            continue
        parameter = f"care_leaver_visit_interval_{'under_21' if age < 21 else '21_plus'}"
        due_on = interval_due(world, child_id, last_seen(world, child_id, day), parameter, "care_leaver_visit", day)
        yield child_case(child_id, numerator=int(due_on >= day))


@state("care_leavers_in_touch")
def care_leavers_in_touch(world: World, day: date) -> Iterator[Case]:
    for child_id in care_leavers(world, day):
        rows = world.of_child("ssd_care_leavers", child_id)
        days = days_seen(world, child_id) + [row["clea_care_leaver_latest_contact"] for row in rows]
        yield child_case(child_id, numerator=int(is_current(world, days, "care_leaver_in_touch_window", day)))


@state("care_leavers_long_unseen")
def care_leavers_long_unseen(world: World, day: date) -> Iterator[Case]:
    for child_id in care_leavers(world, day):
        if day > world.after(last_seen(world, child_id, day), "care_leaver_long_unseen_window", day):
            yield child_case(child_id)


@state("care_leaver_pathway_plans_up_to_date")
def care_leaver_pathway_plans_up_to_date(world: World, day: date) -> Iterator[Case]:
    for child_id in care_leavers(world, day):
        days = pathway_plan_days(world, child_id)
        yield child_case(child_id, numerator=int(is_current(world, days, "pathway_plan_interval", day)))


def observation(world: World, child_id: str, day: date) -> Row | None:
    """The latest observation of a person, where it is young enough to stand."""
    rows = [row for row in world.of_child("ext_care_leaver_status", child_id) if row["observed_on"] <= day]
    if not rows:
        return None
    latest = max(rows, key=lambda row: (row["observed_on"], row["observation_id"]))
    return latest if world.after(latest["observed_on"], "care_leaver_status_max_age", day) >= day else None


def observed(world: World, day: date, column: str, *values: str) -> Iterator[Case]:
    """People who did not die or return home for good; met: observed to be one of the values."""
    for child_id in care_leavers(world, day):
        rows = world.of_child("ssd_care_leavers", child_id)
        # The row holds the latest state only: it is true from the extract that shows it.
        gone = day >= world.extract_date and any(row["clea_care_leaver_in_touch"] in ("DIED", "RHOM") for row in rows)
        if not gone:
            latest = observation(world, child_id, day)
            yield child_case(child_id, numerator=int(latest is not None and latest[column] in values))


@state("care_leavers_in_suitable_accommodation")
def care_leavers_in_suitable_accommodation(world: World, day: date) -> Iterator[Case]:
    yield from observed(world, day, "accommodation_suitable", "Y")


@state("care_leavers_eet")
def care_leavers_eet(world: World, day: date) -> Iterator[Case]:
    yield from observed(world, day, "activity", *IN_WORK_OR_LEARNING)


@state("care_leavers_neet")
def care_leavers_neet(world: World, day: date) -> Iterator[Case]:
    yield from observed(world, day, "activity", *NOT_IN_WORK_OR_LEARNING)


@state("care_leavers_in_higher_education")
def care_leavers_in_higher_education(world: World, day: date) -> Iterator[Case]:
    for child_id in care_leavers(world, day):
        latest = observation(world, child_id, day)
        yield child_case(child_id, numerator=int(latest is not None and latest["in_higher_education"] == "Y"))
