"""The education of children in care."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from tests.reference.calendar import ONE_DAY
from tests.reference.case import Case, event, state
from tests.reference.children_in_care import children_in_care
from tests.reference.cohorts import children, is_looked_after, looked_after_since
from tests.reference.world import Row, World

SCHOOL_AGES = range(4, 16)  # Reception to Year 11
PLAN_AGES = range(3, 18)  # early years to Year 13


def first_of_september(day: date) -> date:
    """The day the academic year of a day began."""
    return date(day.year if day.month >= 9 else day.year - 1, 9, 1)


def age_for_school(world: World, child_id: str, day: date) -> int | None:
    """Age on the 31 August before the academic year."""
    return world.age(child_id, first_of_september(day) - ONE_DAY)


def pupils(world: World, day: date) -> Iterator[str]:
    """Children in care of school age."""
    for child_id in children_in_care(world, day):
        if age_for_school(world, child_id, day) in SCHOOL_AGES:
            yield child_id


def school_on(world: World, child_id: str, day: date) -> Row | None:
    """The school spell open on a day; of several the one that started last."""
    rows = world.open_on(world.of_child("ext_school_spell", child_id), "started_on", "ended_on", day)
    return max(rows, key=lambda row: (row["started_on"], row["school_spell_id"])) if rows else None


def pupil_case(world: World, child_id: str, day: date, numerator: bool, phase: str | None = None) -> Case:
    """The breakdowns are those of the current school, but for a phase that is given."""
    school, person = school_on(world, child_id, day), world.one("ssd_person", child_id)
    needs = school["sen_status"] if school else None
    if needs is None and person["pers_send_flag"] == "Y":
        needs = "ehcp"
    return Case(
        case_id=child_id,
        child_id=child_id,
        numerator=int(numerator),
        category_1=phase or (school["phase"] if school else None),
        category_2=needs or "unknown",
    )


@state("cla_school_moves")
def cla_school_moves(world: World, day: date) -> Iterator[Case]:
    for child_id in pupils(world, day):
        yield pupil_case(
            world, child_id, day, any(first_of_september(day) < on <= day for on in moves(world, child_id))
        )


def moves(world: World, child_id: str) -> Iterator[date]:
    """Days on which a child in care moved to another school, unless by a change of phase or over the summer."""
    spells = sorted(
        world.of_child("ext_school_spell", child_id), key=lambda row: (row["started_on"], row["school_spell_id"])
    )
    for before, after in pairwise(spells):
        on = after["started_on"]
        open_in_the_year = before["ended_on"] is None or before["ended_on"] > max(
            first_of_september(on), before["started_on"]
        )
        if (
            after["school_id"] != before["school_id"]
            and after["is_phase_transfer"] != "Y"
            and open_in_the_year
            and is_looked_after(world, child_id, on)
        ):
            yield on


@state("cla_suspended")
def cla_suspended(world: World, day: date) -> Iterator[Case]:
    for child_id in pupils(world, day):
        suspended = any(
            first_of_september(day) <= row["suspended_on"] <= day
            and is_looked_after(world, child_id, row["suspended_on"])
            for row in world.of_child("ext_suspension", child_id)
        )
        yield pupil_case(world, child_id, day, suspended)


# -- attendance -------------------------------------------------------------------------------------------------------------


@event("cla_school_attendance")
def cla_school_attendance(world: World) -> Iterator[Case]:
    for child_id in children(world):
        for row in world.of_child("ext_school_attendance", child_id):
            day = row["week_ending"]
            if not is_looked_after(world, child_id, day) or age_for_school(world, child_id, day) not in SCHOOL_AGES:
                continue
            case = pupil_case(world, child_id, day, numerator=True, phase=row["phase"])
            yield Case(
                case_id=row["attendance_id"],
                child_id=child_id,
                on=day,
                numerator=row["sessions_attended"],
                denominator=row["sessions_possible"],
                category_1=case.category_1,
                category_2=case.category_2,
            )


def weeks_in_care(world: World, child_id: str, day: date) -> list[Row]:
    """Weeks that ended in this academic year so far while the child was looked after."""
    return [
        row
        for row in world.of_child("ext_school_attendance", child_id)
        if first_of_september(day) <= row["week_ending"] <= day and is_looked_after(world, child_id, row["week_ending"])
    ]


def attendance(world: World, day: date) -> Iterator[tuple[str, str, int, int, int]]:
    """Child, phase in the last week, sessions possible, attended and ill, of pupils with sessions possible in the year."""
    for child_id in pupils(world, day):
        weeks = weeks_in_care(world, child_id, day)
        possible = sum(row["sessions_possible"] for row in weeks)
        if possible > 0:
            attended = sum(row["sessions_attended"] for row in weeks)
            last = max(weeks, key=lambda row: (row["week_ending"], row["attendance_id"]))
            yield child_id, last["phase"], possible, attended, sum(row["sessions_absent_illness"] or 0 for row in weeks)


@state("cla_persistent_absence")
def cla_persistent_absence(world: World, day: date) -> Iterator[Case]:
    share = world.number("persistent_absence_threshold", day)
    for child_id, phase, possible, attended, _ in attendance(world, day):
        yield pupil_case(world, child_id, day, 100 * (possible - attended) >= share * possible, phase)


@state("cla_good_attendance")
def cla_good_attendance(world: World, day: date) -> Iterator[Case]:
    share = world.number("good_attendance_threshold", day)
    for child_id, phase, possible, attended, _ in attendance(world, day):
        yield pupil_case(world, child_id, day, 100 * attended > share * possible, phase)


@state("cla_reduced_attendance_illness")
def cla_reduced_attendance_illness(world: World, day: date) -> Iterator[Case]:
    share = world.number("good_attendance_threshold", day)
    for child_id, phase, possible, attended, ill in attendance(world, day):
        would_be_good = 100 * (attended + ill) > share * possible
        yield pupil_case(world, child_id, day, 100 * attended <= share * possible and would_be_good, phase)


# -- where, and the plan ----------------------------------------------------------------------------------------------------


@state("cla_educated_out_of_county")
def cla_educated_out_of_county(world: World, day: date) -> Iterator[Case]:
    for child_id in pupils(world, day):
        school = school_on(world, child_id, day)
        if school is not None:
            yield pupil_case(world, child_id, day, school["in_county"] == "N")


@state("cla_peps_up_to_date")
def cla_peps_up_to_date(world: World, day: date) -> Iterator[Case]:
    for child_id in children_in_care(world, day):
        if age_for_school(world, child_id, day) not in PLAN_AGES:
            continue
        if day < world.after(looked_after_since(world, child_id, day), "pep_first_days", day):
            continue
        current = any(
            row["quality_assured"] == "Y" and row["completed_on"] <= day <= good_until(world, row["completed_on"], day)
            for row in world.of_child("ext_pep", child_id)
        )
        yield pupil_case(world, child_id, day, current)


def good_until(world: World, completed: date, day: date) -> date:
    """The last day of the term after the one a plan was completed in; a holiday belongs to the term before it."""
    following = [end for start, end in world.terms if start > completed]
    return following[world.number("pep_interval", day) - 1]
