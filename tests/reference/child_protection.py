"""Strategy discussions, enquiries, conferences and child protection plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.reference.calendar import birthday
from tests.reference.case import Case, event, state
from tests.reference.cohorts import children
from tests.reference.contact_referral_assessment import is_before
from tests.reference.plans import Plan, chain, cp_plans, current, interval_due, last_visit, stretch, updated
from tests.reference.world import Row, World, day_of, is_open

# ---- strategy discussions, enquiries and conferences ------------------------------------------------------------------


def discussion_case(row: Row, numerator: int = 1) -> Case:
    on = day_of(row["held_at"])
    return Case(row["discussion_id"], row["person_id"], numerator=numerator, on=on, team_id=row["team_id"])


def discussions(world: World) -> Iterator[Row]:
    for row in world.rows("ext_strategy_discussion"):
        if row["held_at"] is not None:
            yield row


@event("strategy_discussions")
def strategy_discussions(world: World) -> Iterator[Case]:
    for row in discussions(world):
        yield discussion_case(row)


@event("strategy_discussions_in_time")
def strategy_discussions_in_time(world: World) -> Iterator[Case]:
    for row in discussions(world):
        if row["triggered_at"] is None or is_before(row["held_at"], row["triggered_at"]):
            continue
        triggered, held = day_of(row["triggered_at"]), day_of(row["held_at"])
        limit = world.number("strategy_discussion_days", held)
        yield discussion_case(row, int(world.working_days.elapsed(triggered, held) <= limit))


@event("strategy_discussions_leading_to_s47")
def strategy_discussions_leading_to_s47(world: World) -> Iterator[Case]:
    for row in discussions(world):
        yield discussion_case(row, int(row["outcome"] == "s47" or row["s47_enquiry_id"] is not None))


def enquiry_case(row: Row, numerator: int) -> Case:
    return Case(
        row["s47e_s47_enquiry_id"],
        row["s47e_person_id"],
        numerator=numerator,
        on=row["s47e_s47_end_date"],
        team_id=row["s47e_s47_completed_by_team"],
    )


def enquiries(world: World) -> Iterator[Row]:
    for row in world.rows("ssd_s47_enquiry"):
        if row["s47e_s47_end_date"] is not None:
            yield row


@event("s47_enquiries_in_time")
def s47_enquiries_in_time(world: World) -> Iterator[Case]:
    for row in enquiries(world):
        start, end = row["s47e_s47_start_date"], row["s47e_s47_end_date"]
        if start <= end:
            limit = world.number("s47_enquiry_days", end)
            yield enquiry_case(row, int(world.working_days.elapsed(start, end) <= limit))


def conferences_of(world: World, enquiry: Row) -> list[Row]:
    return world.where("ssd_initial_cp_conference", "icpc_s47_enquiry_id", enquiry["s47e_s47_enquiry_id"])


def asks_for_conference(enquiry: Row) -> bool:
    return (enquiry["s47e_s47_outcome_json"] or {}).get("CP_CONFERENCE_FLAG") == "Y"


@event("s47_enquiries_leading_to_icpc")
def s47_enquiries_leading_to_icpc(world: World) -> Iterator[Case]:
    for row in enquiries(world):
        yield enquiry_case(row, int(bool(conferences_of(world, row)) or asks_for_conference(row)))


def led_to_plan(world: World, conference: Row) -> bool:
    """The conference decided on a plan, or a plan is linked to it from either side."""
    return (
        conference["icpc_icpc_outcome_cp_flag"] == "Y"
        or conference["icpc_cp_plan_id"] is not None
        or bool(world.where("ssd_cp_plans", "cppl_icpc_id", conference["icpc_icpc_id"]))
    )


@event("s47_enquiries_leading_to_cp_plan")
def s47_enquiries_leading_to_cp_plan(world: World) -> Iterator[Case]:
    for row in enquiries(world):
        linked = conferences_of(world, row)
        held = any(conference["icpc_icpc_date"] is not None for conference in linked)
        due = world.after(row["s47e_s47_start_date"], "icpc_days", row["s47e_s47_end_date"])
        if not held and asks_for_conference(row) and due >= world.extract_date:
            continue
        yield enquiry_case(row, int(any(led_to_plan(world, conference) for conference in linked)))


def conference_case(row: Row, numerator: int) -> Case:
    return Case(
        row["icpc_icpc_id"],
        row["icpc_person_id"],
        numerator=numerator,
        on=row["icpc_icpc_date"],
        team_id=row["icpc_icpc_team"],
    )


def initial_conferences(world: World) -> Iterator[Row]:
    """Held, and not because a child moved in on a plan."""
    for row in world.rows("ssd_initial_cp_conference"):
        if row["icpc_icpc_date"] is not None and row["icpc_icpc_transfer_in"] != "Y":
            yield row


@event("icpcs_leading_to_cp_plan")
def icpcs_leading_to_cp_plan(world: World) -> Iterator[Case]:
    for row in initial_conferences(world):
        yield conference_case(row, int(led_to_plan(world, row)))


@event("icpcs_in_15_working_days")
def icpcs_in_15_working_days(world: World) -> Iterator[Case]:
    for row in initial_conferences(world):
        held, target = row["icpc_icpc_date"], row["icpc_icpc_target_date"]
        enquiry = world.one("ssd_s47_enquiry", row["icpc_s47_enquiry_id"])
        if enquiry is not None:
            start = enquiry["s47e_s47_start_date"]
            if held >= start:
                limit = world.number("icpc_days", held)
                yield conference_case(row, int(world.working_days.elapsed(start, held) <= limit))
        elif target is not None:
            yield conference_case(row, int(held <= target))


def conferences_and_reviews(world: World) -> Iterator[tuple[str, str, date, list[str], str | None]]:
    """Stage, child, day, ids and team of every conference held; several reviews of a child on one day are one."""
    for row in world.rows("ssd_initial_cp_conference"):
        if row["icpc_icpc_date"] is not None:
            yield "initial", row["icpc_person_id"], row["icpc_icpc_date"], [row["icpc_icpc_id"]], row["icpc_icpc_team"]
    reviews: dict[tuple[str, date], list[str]] = {}
    for row in world.rows("ssd_cp_reviews"):
        if row["cppr_cp_review_date"] is not None:
            key = (row["cppr_person_id"], row["cppr_cp_review_date"])
            reviews.setdefault(key, []).append(row["cppr_cp_review_id"])
    for (child_id, on), ids in reviews.items():
        yield "review", child_id, on, sorted(ids), None


@event("cp_conferences_with_child_views")
def cp_conferences_with_child_views(world: World) -> Iterator[Case]:
    for stage, child_id, on, ids, team_id in conferences_and_reviews(world):
        age, youngest = world.age(child_id, on), world.number("cp_views_min_age", on)
        # A child of unknown age is born: out only where an age is asked for.
        if (age is None and youngest > 0) or (age is not None and age < youngest):
            continue
        available = any(
            row["person_id"] == child_id and row["views_available"] == "Y"
            for conference_id in ids
            for row in world.where("ext_conference_views", "conference_id", conference_id)
        )
        yield Case(f"{stage}|{ids[0]}", child_id, int(available), on=on, team_id=team_id, category_1=stage)


# ---- plans ------------------------------------------------------------------------------------------------------------


def on_plan(world: World, day: date) -> Iterator[Plan]:
    """The plan each child is on."""
    for child_id in children(world, "ssd_cp_plans"):
        plan = current(cp_plans(world, child_id), day)
        if plan is not None:
            yield plan


def protected(world: World, day: date) -> Iterator[list[Plan]]:
    """The plans that make the time each child is protected without a day between, those after the day included."""
    for plan in on_plan(world, day):
        yield stretch(cp_plans(world, plan.child_id), plan)


def plan_case(plan: Plan, numerator: bool = True, **said: object) -> Case:
    """A plan that continues others is the case that the first of them began."""
    return Case(plan.plan_id, plan.child_id, numerator=int(numerator), **said)


@state("children_on_cp_plan")
def children_on_cp_plan(world: World, day: date) -> Iterator[Case]:
    for plan in on_plan(world, day):
        yield plan_case(plan, category_1=plan.row["cppl_cp_plan_latest_category"])


@state("cp_plan_rate")
def cp_plan_rate(world: World, day: date) -> Iterator[Case]:
    for plan in on_plan(world, day):
        yield plan_case(plan)


def starting(world: World) -> Iterator[tuple[Plan, list[Plan]]]:
    """Every plan of this authority, with all plans of its child."""
    for child_id in children(world, "ssd_cp_plans"):
        plans = cp_plans(world, child_id)
        for plan in plans:
            yield plan, plans


@event("cp_plans_starting")
def cp_plans_starting(world: World) -> Iterator[Case]:
    for plan, _ in starting(world):
        yield plan_case(plan, on=plan.started)


def is_old(world: World, start: date, parameter: str, day: date) -> bool:
    return world.after(start, parameter, day) <= day


@state("cp_plans_over_2_years")
def cp_plans_over_2_years(world: World, day: date) -> Iterator[Case]:
    for plan, *_ in protected(world, day):
        yield plan_case(plan, is_old(world, plan.started, "cp_plan_long", day))


@state("cp_plans_over_2_years_in_proceedings")
def cp_plans_over_2_years_in_proceedings(world: World, day: date) -> Iterator[Case]:
    for plan, *_ in protected(world, day):
        if is_old(world, plan.started, "cp_plan_long", day):
            in_proceedings = any(
                is_open(row["started_on"], row["ended_on"], day)
                for row in world.of_child("ext_legal_case", plan.child_id)
            )
            yield plan_case(plan, in_proceedings)


@state("cp_plans_over_15_months")
def cp_plans_over_15_months(world: World, day: date) -> Iterator[Case]:
    for plan, *_ in protected(world, day):
        if is_old(world, plan.started, "cp_plan_watch", day):
            yield plan_case(plan)


def continues(plan: Plan, plans: list[Plan]) -> bool:
    """A plan that starts the day the last one ended, or while it is open."""
    return chain(plans, plan)[0] != plan


def reported_plans(world: World, plan: Plan) -> int:
    """The most previous plans that a return reported between the start and the end of this plan."""
    counts = [
        int(row["value"])
        for row in world.of_child("ext_reported_history", plan.child_id)
        if row["item"] == "previous_cp_plans"
        and plan.started <= row["as_at"]
        and (plan.ended is None or row["as_at"] <= plan.ended)
    ]
    return max(counts, default=0)


@event("cp_plans_repeat_ever")
def cp_plans_repeat_ever(world: World) -> Iterator[Case]:
    for plan, plans in starting(world):
        earlier = any(other.ended is not None and other.ended < plan.started for other in plans)
        is_repeat = not continues(plan, plans) and (earlier or reported_plans(world, plan) >= 1)
        yield plan_case(plan, is_repeat, on=plan.started)


@event("cp_plans_repeat_in_2_years")
def cp_plans_repeat_in_2_years(world: World) -> Iterator[Case]:
    for plan, plans in starting(world):
        recent = any(
            other.ended is not None
            and other.ended < plan.started <= world.after(other.ended, "cp_repeat_window", plan.started)
            for other in plans
        )
        yield plan_case(plan, recent and not continues(plan, plans), on=plan.started)


@state("cp_third_or_later_plans")
def cp_third_or_later_plans(world: World, day: date) -> Iterator[Case]:
    for chained in protected(world, day):
        plans = cp_plans(world, chained[0].child_id)
        earlier = sum(not continues(other, plans) for other in plans if other.started < chained[0].started)
        reported = max(reported_plans(world, plan) for plan in chained)
        yield plan_case(chained[0], max(earlier, reported) + 1 >= 3)


@state("cp_visits_in_time")
def cp_visits_in_time(world: World, day: date) -> Iterator[Case]:
    for plan, *_ in protected(world, day):
        if world.is_unborn(plan.child_id, day):
            continue
        visits = world.of_child("ssd_cp_visits", plan.child_id)
        start = plan.started
        seen = last_visit(visits, "cppv_cp_visit_date", start, day, lambda row: row["cppv_cp_visit_seen"] == "Y")
        clock = max(filter(None, (start, world.born(plan.child_id), seen)))
        due = interval_due(world, plan.child_id, clock, "cp_visit_interval", "cp_visit", day)
        yield plan_case(plan, due >= day)


@state("cp_children_seen_alone_in_time")
def cp_children_seen_alone_in_time(world: World, day: date) -> Iterator[Case]:
    for plan, *_ in protected(world, day):
        age, least = world.age(plan.child_id, day), world.number("cp_seen_alone_min_age", day)
        if age is None or age < least:
            continue
        visits = world.of_child("ssd_cp_visits", plan.child_id)
        start = plan.started
        seen = last_visit(visits, "cppv_cp_visit_date", start, day, seen_alone)
        clock = max(filter(None, (start, birthday(world.born(plan.child_id), least), seen)))
        due = interval_due(world, plan.child_id, clock, "cp_seen_alone_interval", "cp_visit", day)
        yield plan_case(plan, due >= day)


def seen_alone(visit: Row) -> bool:
    return visit["cppv_cp_visit_seen_alone"] == "Y" and visit["cppv_cp_visit_seen"] != "N"


def conference_day(world: World, plan: Plan) -> date:
    """The initial conference of a plan, linked from either side; the start of the plan if there is none."""
    linked = [world.one("ssd_initial_cp_conference", plan.row["cppl_icpc_id"])]
    linked += world.where("ssd_initial_cp_conference", "icpc_cp_plan_id", plan.plan_id)
    days = [row["icpc_icpc_date"] for row in linked if row is not None and row["icpc_icpc_date"] is not None]
    return days[0] if days else plan.started


def reviews_held(world: World, plan: Plan, day: date) -> list[date]:
    """The days of the reviews of a child held after the start of a plan and up to a day, in order."""
    days = {row["cppr_cp_review_date"] for row in world.of_child("ssd_cp_reviews", plan.child_id)}
    return sorted(on for on in days if on is not None and plan.started < on <= day)


@state("cp_reviews_up_to_date")
def cp_reviews_up_to_date(world: World, day: date) -> Iterator[Case]:
    for plan, *_ in protected(world, day):
        if not is_old(world, plan.started, "cp_review_first", day):
            continue
        # Whether a review was held in time is judged by the limit of the day it was held.
        last, parameter, last_in_time = conference_day(world, plan), "cp_review_first", True
        for on in reviews_held(world, plan, day):
            last_in_time = on <= world.after(last, parameter, on)
            last, parameter = on, "cp_review_interval"
        yield plan_case(plan, last_in_time and world.after(last, parameter, day) >= day)


@state("cp_plans_up_to_date")
def cp_plans_up_to_date(world: World, day: date) -> Iterator[Case]:
    for chained in protected(world, day):
        updates = updated(world, chained[0].child_id, "cp", day)
        if not world.supplied("ext_plan_update"):
            updates = reviews_held(world, chained[0], day)
        plans = chain(cp_plans(world, chained[0].child_id), chained[0])
        starts = [plan.started for plan in plans if plan.started <= day]
        due = world.after(max([*starts, *updates]), "cp_plan_update_interval", day)
        yield plan_case(chained[0], due >= day)


def is_neglect(category: str | None) -> bool:
    """Neglect, or several categories that name it."""
    words = (category or "").upper()
    return words == "NEG" or (words.startswith("MULTIPLE") and "NEG" in words)


@state("cp_plans_with_neglect")
def cp_plans_with_neglect(world: World, day: date) -> Iterator[Case]:
    for plan in on_plan(world, day):
        yield plan_case(plan, is_neglect(plan.row["cppl_cp_plan_latest_category"]))


def toolkit_days(world: World, plan: Plan, start: date, last: date, on: date) -> list[date]:
    """Child-protection toolkits completed up to a day that still count for a plan that starts on `start`, by the limit of
    the day `on`."""
    return [
        row["completed_on"]
        for row in world.of_child("ext_neglect_toolkit", plan.child_id)
        if row["context"] == "child_protection"
        and row["completed_on"] <= last
        and world.after(row["completed_on"], "neglect_toolkit_look_back_cp", on) >= start
    ]


@state("cp_neglect_plans_with_toolkit")
def cp_neglect_plans_with_toolkit(world: World, day: date) -> Iterator[Case]:
    for plan in on_plan(world, day):
        if is_neglect(plan.row["cppl_cp_plan_latest_category"]):
            start = stretch(cp_plans(world, plan.child_id), plan)[0].started
            yield plan_case(plan, bool(toolkit_days(world, plan, start, day, day)))


@event("new_cp_neglect_plans_with_toolkit")
def new_cp_neglect_plans_with_toolkit(world: World) -> Iterator[Case]:
    for plan, _ in starting(world):
        if is_neglect(plan.row["cppl_cp_plan_initial_category"]):
            last = plan.ended or world.extract_date
            yield plan_case(plan, bool(toolkit_days(world, plan, plan.started, last, plan.started)), on=plan.started)
