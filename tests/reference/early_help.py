"""Early help episodes, their visits and assessments, and what followed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.reference.case import Case, event, state
from tests.reference.world import Row, World, is_open

START, END = "earl_episode_start_date", "earl_episode_end_date"


def tier(world: World, episode: Row) -> str | None:
    detail = world.one("ext_early_help_detail", episode["earl_episode_id"])
    return detail["tier"] if detail else None


def supports_social_care(world: World, episode: Row) -> str | None:
    """Y, N, or None where it is not known."""
    detail = world.one("ext_early_help_detail", episode["earl_episode_id"])
    return detail["supports_social_care"] if detail else None


def targeted_support(world: World) -> Iterator[Row]:
    for row in world.rows("ssd_early_help_episodes"):
        if tier(world, row) == "targeted_support":
            yield row


def episode_case(episode: Row, **said: object) -> Case:
    return Case(case_id=episode["earl_episode_id"], child_id=episode["earl_person_id"], **said)


def steps(world: World, episode: Row, kind: str) -> list[date]:
    """The days of the steps of a kind, in order."""
    rows = world.where("ext_early_help_step", "episode_id", episode["earl_episode_id"])
    return sorted(row["occurred_on"] for row in rows if row["kind"] == kind)


@state("targeted_support_for_social_care_children")
def targeted_support_for_social_care_children(world: World, day: date) -> Iterator[Case]:
    for row in targeted_support(world):
        if not is_open(row[START], row[END], day):
            continue
        said = supports_social_care(world, row)
        referred = any(
            is_open(referral["cine_referral_date"], referral["cine_close_date"], day)
            for referral in world.of_child("ssd_cin_episodes", row["earl_person_id"])
        )
        yield episode_case(row, numerator=int(said == "Y" or (said is None and referred)))


def began(world: World, episode: Row) -> date:
    """The start of an episode, or of the one it continues: the one that ended the day it started."""
    start = episode[START]
    for other in world.of_child("ssd_early_help_episodes", episode["earl_person_id"]):
        if other[END] == start and other[START] < start:
            return began(world, other)
    return start


@state("targeted_support_repeat_in_12_months")
def targeted_support_repeat_in_12_months(world: World, day: date) -> Iterator[Case]:
    current: dict[str, Row] = {}
    for row in sorted(targeted_support(world), key=lambda row: (row[START], row["earl_episode_id"])):
        if is_open(row[START], row[END], day):
            current[row["earl_person_id"]] = row  # of several, the one that started last
    for child_id, episode in current.items():
        start = began(world, episode)
        earlier = [
            row
            for row in world.of_child("ssd_early_help_episodes", child_id)
            if row[END] is not None and row[END] < start <= world.after(row[END], "early_help_repeat_window", day)
        ]
        kind = "no earlier episode"
        if earlier:
            last = max(earlier, key=lambda row: (row[END], row["earl_episode_id"]))
            was_social_care = supports_social_care(world, last) == "Y"
            kind = "earlier episode supported social care" if was_social_care else "earlier episode was early help work"
        yield Case(child_id, child_id, numerator=int(bool(earlier)), category_1=kind)


@event("early_help_initial_visits_in_time")
def early_help_initial_visits_in_time(world: World) -> Iterator[Case]:
    for row in targeted_support(world):
        requested = next(iter(steps(world, row, "requested")), row[START])
        due = world.after(requested, "early_help_visit_days", requested)
        visited = next(iter(steps(world, row, "first_visit")), None)
        if visited is None and (due >= world.extract_date or (row[END] is not None and row[END] < due)):
            continue  # pending, or ended unvisited before the visit was due
        if visited is not None and visited < requested:
            continue  # a step before the start of its clock
        yield episode_case(row, on=due, numerator=int(visited is not None and visited <= due))


@event("early_help_assessments_in_time")
def early_help_assessments_in_time(world: World) -> Iterator[Case]:
    for row in world.rows("ssd_early_help_episodes"):
        completed = next(iter(steps(world, row, "assessment_completed")), None)
        if completed is None or completed < row[START]:
            continue
        due = steps(world, row, "assessment_due")
        if due:
            in_time = completed <= ([day for day in due if day <= completed] or due[:1])[-1]
        else:
            limit = world.number("early_help_assessment_days", completed)
            in_time = world.working_days.elapsed(row[START], completed) <= limit
        yield episode_case(row, on=completed, numerator=int(in_time))


def end_reason(episode: Row) -> str:
    """The authority's words brought to one form: lower case, words joined by underscores."""
    return (episode["earl_episode_end_reason"] or "").strip().lower().replace(" ", "_").replace("-", "_")


def ended(world: World) -> Iterator[Row]:
    for row in world.rows("ssd_early_help_episodes"):
        if row[END] is not None:
            yield row


@event("targeted_support_closed_with_needs_met")
def targeted_support_closed_with_needs_met(world: World) -> Iterator[Case]:
    for row in ended(world):
        if tier(world, row) == "targeted_support":
            yield episode_case(row, on=row[END], numerator=int(end_reason(row) in ("needs_met", "needs_partly_met")))


@event("early_help_closed_for_non_engagement")
def early_help_closed_for_non_engagement(world: World) -> Iterator[Case]:
    for row in ended(world):
        numerator = int(end_reason(row) in ("non_engagement", "consent_withdrawn"))
        yield episode_case(row, on=row[END], numerator=numerator, category_1=tier(world, row))


@event("early_help_closed_no_step_up_in_6_months")
def early_help_closed_no_step_up_in_6_months(world: World) -> Iterator[Case]:
    for row in ended(world):
        if supports_social_care(world, row) == "Y":
            continue
        complete = world.after(row[END], "early_help_step_up_window", row[END])
        stepped_up = any(
            row[END] <= referral["cine_referral_date"] < complete and referral["cine_referral_nfa"] != "Y"
            for referral in world.of_child("ssd_cin_episodes", row["earl_person_id"])
        )
        yield episode_case(row, on=complete, numerator=int(not stepped_up), category_1=tier(world, row))


@state("long_open_early_help_episodes")
def long_open_early_help_episodes(world: World, day: date) -> Iterator[Case]:
    for row in world.rows("ssd_early_help_episodes"):
        if not is_open(row[START], row[END], day):
            continue
        start = began(world, row)
        if world.after(start, "long_open_early_help", day) <= day:
            is_longer = world.after(start, "long_open_early_help_upper", day) <= day
            kind = "12 months or more" if is_longer else "6 to under 12 months"
            yield episode_case(row, category_1=tier(world, row), category_2=kind)
