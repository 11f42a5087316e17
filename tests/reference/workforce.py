"""Children open to social care, the workers who hold them, and posts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

from tests.reference.calendar import ONE_DAY
from tests.reference.case import Case, event, state
from tests.reference.children_in_care import child_case, children_in_care, placed_case, reviews_held
from tests.reference.clocks import is_current, last
from tests.reference.cohorts import (
    Stretch,
    children,
    is_looked_after,
    is_on_cp_plan,
    is_supported_care_leaver,
    since,
    times_in_care,
    times_of_support,
    unbroken,
)
from tests.reference.placements import is_permanent
from tests.reference.plans import interval_due
from tests.reference.world import Row, World, day_of, is_open

ALLOCATED, ADVISER = "allocated_social_worker", "personal_adviser"


# -- open to social care ----------------------------------------------------------------------------------------------------


def open_referral(world: World, assessment: Row, day: date) -> bool:
    """The referral of an assessment is open, or is not known."""
    referral = world.one("ssd_cin_episodes", assessment["cina_referral_id"])
    return referral is None or referral["cine_close_date"] is None or referral["cine_close_date"] > day


def is_in_need(world: World, child_id: str, day: date) -> bool:
    """An open CIN plan, or an open assessment of a referral still open."""
    plans = world.of_child("ssd_cin_plans", child_id)
    if world.open_on(plans, "cinp_cin_plan_start_date", "cinp_cin_plan_end_date", day):
        return True
    assessments = world.of_child("ssd_cin_assessments", child_id)
    found = world.open_on(assessments, "cina_assessment_start_date", "cina_assessment_auth_date", day)
    return any(open_referral(world, row, day) for row in found)


def cohort(world: World, child_id: str, day: date) -> str | None:
    """The one cohort of a child open to social care: in care, protected, care leaver, in need."""
    if is_looked_after(world, child_id, day):
        return "cla"
    if is_on_cp_plan(world, child_id, day):
        return "cp"
    if is_supported_care_leaver(world, child_id, day) and world.number("children_open_includes_care_leavers", day) == 1:
        return "care leaver"
    return "cin" if is_in_need(world, child_id, day) else None


@cache
def times_open(world: World, child_id: str) -> list[Stretch]:
    """The unbroken times open to social care."""
    changes: set[date | None] = set(world.changed_on("children_open_includes_care_leavers"))
    for stretch in (*times_in_care(world, child_id), *times_of_support(world, child_id)):
        changes |= set(stretch)
    for table, *columns in (
        ("ssd_cp_plans", "cppl_cp_plan_start_date", "cppl_cp_plan_end_date"),
        ("ssd_cin_plans", "cinp_cin_plan_start_date", "cinp_cin_plan_end_date"),
        ("ssd_cin_assessments", "cina_assessment_start_date", "cina_assessment_auth_date"),
        ("ssd_cin_episodes", "cine_close_date"),
    ):
        changes |= {row[column] for row in world.of_child(table, child_id) for column in columns}
    return unbroken(changes, lambda day: cohort(world, child_id, day) is not None)


def open_children(world: World, day: date) -> Iterator[tuple[str, str]]:
    """Children open to social care, with their cohort."""
    for child_id in children(world):
        found = cohort(world, child_id, day)
        if found is not None:
            yield child_id, found


@state("children_open_to_social_care")
def children_open_to_social_care(world: World, day: date) -> Iterator[Case]:
    for child_id, kind in open_children(world, day):
        yield child_case(child_id, category_1=kind)


# -- supervision ------------------------------------------------------------------------------------------------------------


def supervision_due(world: World, child_id: str, kind: str, day: date) -> date:
    """The first day open, or the last supervision since, + the interval of the cohort on the day."""
    opened = since(times_open(world, child_id), day)
    days = [row["supervised_on"] for row in world.of_child("ext_supervision", child_id)]
    clock = last(days, day, first=opened) or opened
    if kind == "care leaver":
        parameter = "case_supervision_interval_care_leaver"
    elif kind == "cla" and is_permanent(world, child_id, day):
        parameter = "case_supervision_interval_cla_permanent"
    else:
        parameter = "case_supervision_interval"
    return interval_due(world, child_id, clock, parameter, "supervision", day)


@state("case_supervision_in_time")
def case_supervision_in_time(world: World, day: date) -> Iterator[Case]:
    for child_id, kind in open_children(world, day):
        in_time = supervision_due(world, child_id, kind, day) >= day
        yield child_case(child_id, numerator=int(in_time), category_1=kind)


@state("children_overdue_supervision")
def children_overdue_supervision(world: World, day: date) -> Iterator[Case]:
    for child_id, kind in open_children(world, day):
        due_on = supervision_due(world, child_id, kind, day)
        if due_on < day:
            long_overdue = day >= world.after(due_on, "supervision_long_overdue", day)
            yield child_case(
                child_id, category_1="overdue 6 months or more" if long_overdue else "overdue under 6 months"
            )


# -- activity on the file ---------------------------------------------------------------------------------------------------


@cache
def activity_days(world: World, child_id: str) -> list[date]:
    """Any activity on the case file: notes, visits with the child seen, reviews held, supervision; and the day it opened."""
    days: list[date | None] = [opened for opened, _ in times_open(world, child_id)]
    for table, column in (
        ("ext_case_activity", "activity_on"),
        ("ext_supervision", "supervised_on"),
        ("ssd_cp_reviews", "cppr_cp_review_date"),
        ("ext_cin_review", "held_on"),
    ):
        days += [row[column] for row in world.of_child(table, child_id)]
    for table, column, seen in (
        ("ext_visit", "visit_at", "seen"),
        ("ssd_cin_visits", "cinv_cin_visit_date", "cinv_cin_visit_seen"),
        ("ssd_cp_visits", "cppv_cp_visit_date", "cppv_cp_visit_seen"),
        ("ssd_cla_visits", "clav_cla_visit_date", "clav_cla_visit_seen"),
    ):
        days += [day_of(row[column]) for row in world.of_child(table, child_id) if row[seen] == "Y"]
    days += reviews_held(world, child_id)
    return [day for day in days if day is not None]


@state("case_activity_up_to_date")
def case_activity_up_to_date(world: World, day: date) -> Iterator[Case]:
    for child_id, _ in open_children(world, day):
        days = activity_days(world, child_id)
        yield child_case(child_id, numerator=int(is_current(world, days, "case_activity_window", day)))


# -- allocation -------------------------------------------------------------------------------------------------------------


def involvements_on(world: World, child_id: str, day: date, role: str) -> list[Row]:
    """Involvements of a role on a day, of a named worker who has not left; the one that started last at the end."""
    rows = world.of_child("ssd_involvements", child_id)
    rows = world.open_on(rows, "invo_involvement_start_date", "invo_involvement_end_date", day)
    rows = [
        row
        for row in rows
        if row["invo_professional_role_id"] == role
        and row["invo_professional_id"] is not None
        and not world.has_left(row["invo_professional_id"], day)
    ]
    return sorted(rows, key=lambda row: (row["invo_involvement_start_date"], row["invo_involvements_id"]))


def is_social_worker(world: World, worker_id: str) -> bool:
    worker = world.one("ext_worker", worker_id)
    return worker is not None and worker["is_social_worker"] == "Y"


def is_allocated(world: World, child_id: str, kind: str, day: date) -> bool:
    """A social worker holds the case, or a personal adviser that of a care leaver."""
    if kind == "care leaver" and involvements_on(world, child_id, day, ADVISER):
        return True
    held = involvements_on(world, child_id, day, ALLOCATED)
    return any(is_social_worker(world, row["invo_professional_id"]) for row in held)


@state("children_with_allocated_social_worker")
def children_with_allocated_social_worker(world: World, day: date) -> Iterator[Case]:
    for child_id, kind in open_children(world, day):
        yield child_case(child_id, numerator=int(is_allocated(world, child_id, kind, day)))


@state("children_without_allocated_social_worker")
def children_without_allocated_social_worker(world: World, day: date) -> Iterator[Case]:
    for child_id, kind in open_children(world, day):
        yield child_case(child_id, numerator=int(not is_allocated(world, child_id, kind, day)))


def social_workers_in_window(world: World, child_id: str, parameter: str, day: date) -> int:
    """Different workers allocated at any time in the window; handovers of a day or less are none."""
    workers = set()
    for row in world.of_child("ssd_involvements", child_id):
        start, end = row["invo_involvement_start_date"], row["invo_involvement_end_date"]
        in_window = start <= day and (end is None or world.after(end, parameter, day) > day)
        handover = end is not None and end <= start + ONE_DAY
        if row["invo_professional_role_id"] == ALLOCATED and in_window and not handover:
            workers.add(row["invo_professional_id"])
    return len(workers - {None})


@state("children_with_two_or_fewer_social_workers")
def children_with_two_or_fewer_social_workers(world: World, day: date) -> Iterator[Case]:
    for child_id, _ in open_children(world, day):
        count = social_workers_in_window(world, child_id, "social_worker_window", day)
        yield child_case(child_id, numerator=int(1 <= count <= world.number("social_worker_max", day)))


@state("cla_with_two_or_fewer_social_workers")
def cla_with_two_or_fewer_social_workers(world: World, day: date) -> Iterator[Case]:
    for child_id in children_in_care(world, day):
        count = social_workers_in_window(world, child_id, "cla_social_worker_window", day)
        yield placed_case(world, child_id, day, numerator=int(1 <= count <= world.number("social_worker_max", day)))


# -- caseloads --------------------------------------------------------------------------------------------------------------


def caseloads(world: World, day: date, role: str = ALLOCATED) -> dict[str, int]:
    """Children by worker: each child at the worker of the role whose involvement started last."""
    held: dict[str, int] = {}
    for child_id in children(world):
        rows = involvements_on(world, child_id, day, role)
        if rows:
            worker_id = rows[-1]["invo_professional_id"]
            held[worker_id] = held.get(worker_id, 0) + 1
    return held


def worker_team(world: World, worker_id: str, day: date) -> str | None:
    """The team of the worker's involvement that started last by a day; before the first day, as on the first day."""
    rows = world.where("ssd_involvements", "invo_professional_id", worker_id)
    rows = [row for row in rows if row["invo_professional_team"] is not None]
    if not rows:
        return None
    day = max(day, min(row["invo_involvement_start_date"] for row in rows))
    begun = [row for row in rows if row["invo_involvement_start_date"] <= day]
    latest = max(begun, key=lambda row: (row["invo_involvement_start_date"], row["invo_involvements_id"]))
    return latest["invo_professional_team"]


def worker_case(world: World, worker_id: str, day: date, **said: object) -> Case:
    team_id = worker_team(world, worker_id, day)
    return Case(case_id=worker_id, child_id=None, team_id=team_id, worker_id=worker_id, **said)


def case_holders(world: World, day: date) -> Iterator[tuple[str, int]]:
    """Social workers who hold children, and how many."""
    for worker_id, count in caseloads(world, day).items():
        if is_social_worker(world, worker_id):
            yield worker_id, count


def full_time(world: World, worker_id: str) -> float:
    """Full-time equivalent; 1 where it is missing."""
    worker = world.one("ssd_professionals", worker_id)
    return 1 if worker is None or worker["prof_full_time_equivalency"] is None else worker["prof_full_time_equivalency"]


@state("case_holding_workers")
def case_holding_workers(world: World, day: date) -> Iterator[Case]:
    for worker_id, _ in case_holders(world, day):
        yield worker_case(world, worker_id, day)


@state("social_workers_within_caseload_standard")
def social_workers_within_caseload_standard(world: World, day: date) -> Iterator[Case]:
    for worker_id, count in case_holders(world, day):
        yield worker_case(world, worker_id, day, numerator=int(count <= world.number("caseload_standard", day)))


@state("social_workers_within_caseload_limit")
def social_workers_within_caseload_limit(world: World, day: date) -> Iterator[Case]:
    for worker_id, count in case_holders(world, day):
        yield worker_case(world, worker_id, day, numerator=int(count <= world.number("caseload_limit", day)))


@state("workers_with_high_caseload")
def workers_with_high_caseload(world: World, day: date) -> Iterator[Case]:
    for worker_id, count in case_holders(world, day):
        if count >= world.number("high_caseload", day):
            yield worker_case(world, worker_id, day)


@state("most_common_caseload")
def most_common_caseload(world: World, day: date) -> Iterator[Case]:
    for worker_id, count in case_holders(world, day):
        yield worker_case(world, worker_id, day, numerator=count, denominator=1)


@state("highest_caseload")
def highest_caseload(world: World, day: date) -> Iterator[Case]:
    for worker_id, count in case_holders(world, day):
        yield worker_case(world, worker_id, day, numerator=count, denominator=full_time(world, worker_id) or 1)


@state("average_caseload")
def average_caseload(world: World, day: date) -> Iterator[Case]:
    for worker_id, count in case_holders(world, day):
        yield worker_case(world, worker_id, day, numerator=count, category_1="social worker")
    for worker_id, count in caseloads(world, day, "independent_reviewing_officer").items():
        officer = worker_case(world, worker_id, day, numerator=count, category_1="iro")
        yield replace(officer, case_id=f"{worker_id} (iro)", is_in_headline=False)


# -- staff and posts --------------------------------------------------------------------------------------------------------


def in_post(world: World, day: date) -> list[Row]:
    return world.open_on(world.rows("ext_worker"), "started_on", "left_on", day)


@state("staff_pdrs_completed")
def staff_pdrs_completed(world: World, day: date) -> Iterator[Case]:
    for row in in_post(world, day):
        if day >= world.after(row["started_on"], "pdr_interval", day):
            met = is_current(world, [row["pdr_completed_on"]], "pdr_interval", day)
            yield worker_case(world, row["worker_id"], day, numerator=int(met))


@state("social_worker_turnover")
def social_worker_turnover(world: World, day: date) -> Iterator[Case]:
    for row in world.rows("ext_worker"):
        worker_id = row["worker_id"]
        if row["is_social_worker"] != "Y" or is_agency(world, row):
            continue
        fte = full_time(world, worker_id)
        if is_open(row["started_on"], row["left_on"], day):
            yield worker_case(world, worker_id, day, numerator=0, denominator=fte)
        elif row["left_on"] and row["left_on"] <= day < world.after(row["left_on"], "turnover_window", day):
            yield worker_case(world, worker_id, row["left_on"], numerator=fte, denominator=0)


def is_agency(world: World, row: Row) -> bool:
    professional = world.one("ssd_professionals", row["worker_id"])
    flag = row["is_agency"] or (professional["prof_agency_worker_flag"] if professional else None)
    return flag == "Y"


@event("leavers_rated_green_or_blue")
def leavers_rated_green_or_blue(world: World) -> Iterator[Case]:
    """Leavers go without a name: a case is the day, and a number among those who left on it."""
    by_day: dict[date, int] = {}
    rows = [row for row in world.rows("ext_worker") if row["is_social_worker"] == "Y"]
    for row in sorted(rows, key=lambda row: row["worker_id"]):
        day, rating = row["left_on"], row["performance_rating"]
        if day is None or rating is None:
            continue
        by_day[day] = by_day.get(day, 0) + 1
        yield Case(
            case_id=f"{day}|{by_day[day]}",
            child_id=None,
            on=day,
            team_id=worker_team(world, row["worker_id"], day),
            numerator=int(rating in ("green", "blue")),
            category_1=rating,
        )


@state("social_work_posts_unfilled")
def social_work_posts_unfilled(world: World, day: date) -> Iterator[Case]:
    for row in world.latest_open(world.rows("ext_post"), "post_id", "state_from", "state_to", day):
        if world.mapped("professional_role", row["role"]) == ALLOCATED:
            yield Case(
                case_id=row["post_id"],
                child_id=None,
                team_id=row["team_id"],
                numerator=row["fte"] if row["state"] == "vacant" else 0,
                denominator=row["fte"],
                category_1=row["state"],
            )


@state("cp_conference_chairs")
def cp_conference_chairs(world: World, day: date) -> Iterator[Case]:
    for row in in_post(world, day):
        if row["role"] == "CP conference chair":
            yield worker_case(world, row["worker_id"], day)
