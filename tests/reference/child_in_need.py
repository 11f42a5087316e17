"""Children in need and their plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.reference.case import Case, event, state
from tests.reference.cohorts import children, is_looked_after, is_on_cp_plan, is_supported_care_leaver
from tests.reference.contact_referral_assessment import open_assessments
from tests.reference.plans import Plan, chain, cin_plans, current, interval_due, last_visit, updated
from tests.reference.world import World


@state("children_in_need")
def children_in_need(world: World, day: date) -> Iterator[Case]:
    assessed = {row["cina_person_id"] for row in open_assessments(world, day)}
    for child_id in {*children(world, "ssd_cin_plans"), *assessed}:
        on_plan = current(cin_plans(world, child_id), day) is not None
        if not on_plan and child_id not in assessed:
            continue
        if is_on_cp_plan(world, child_id, day) or is_looked_after(world, child_id, day):
            continue
        if not is_supported_care_leaver(world, child_id, day):
            yield Case(child_id, child_id, category_1="on plan" if on_plan else "under assessment")


@event("cin_plans_in_time")
def cin_plans_in_time(world: World) -> Iterator[Case]:
    for row in world.rows("ext_cin_plan_trigger"):
        if row["required"] != "Y":
            continue
        due = world.after(row["triggered_on"], "cin_plan_days", row["triggered_on"])
        plan = world.one("ssd_cin_plans", row["cin_plan_id"])
        if plan is None and due >= world.extract_date:
            continue
        in_time = plan is not None and plan["cinp_cin_plan_start_date"] <= due
        yield Case(row["trigger_id"], row["person_id"], numerator=int(in_time), on=due, category_1=row["trigger"])


def on_cin_plan(world: World, day: date) -> Iterator[tuple[str, list[Plan]]]:
    """Children on a plan, neither protected nor looked after, and the plans that make this time on a plan."""
    for child_id in children(world, "ssd_cin_plans"):
        plans = cin_plans(world, child_id)
        plan = current(plans, day)
        if plan is None or is_on_cp_plan(world, child_id, day) or is_looked_after(world, child_id, day):
            continue
        yield child_id, chain(plans, plan)


@state("cin_visits_in_time")
def cin_visits_in_time(world: World, day: date) -> Iterator[Case]:
    for child_id, plans in on_cin_plan(world, day):
        if world.is_unborn(child_id, day):
            continue
        start, visits = plans[0].started, world.of_child("ssd_cin_visits", child_id)
        seen = last_visit(visits, "cinv_cin_visit_date", start, day, lambda row: row["cinv_cin_visit_seen"] == "Y")
        clock = max(filter(None, (start, world.born(child_id), seen)))
        due = interval_due(world, child_id, clock, "cin_visit_interval", "cin_visit", day)
        yield Case(child_id, child_id, numerator=int(due >= day))


def reviews_held(world: World, child_id: str, plans: list[Plan]) -> list[tuple[date, str]]:
    """The reviews held of these plans, day and id, in order; several on one day are one, the one with the lower id.

    A review is of the plan it names, else of the plan of the child open on the day it was held. One on or before the start
    of the plan is no review of it, and a plan that started and ended on one day has none.
    """
    held: dict[date, str] = {}
    start = plans[0].started
    for row in sorted(world.of_child("ext_cin_review", child_id), key=lambda row: row["review_id"]):
        on, plan_id = row["held_on"], row["cin_plan_id"]
        if on is None or on <= start:
            continue
        if plan_id is None:
            open_then = current(cin_plans(world, child_id), on)
            plan_id = open_then.plan_id if open_then else None
        if plan_id in {plan.plan_id for plan in plans if plan.started != plan.ended}:
            held.setdefault(on, row["review_id"])
    return sorted(held.items())


@state("cin_reviews_up_to_date")
def cin_reviews_up_to_date(world: World, day: date) -> Iterator[Case]:
    for child_id, plans in on_cin_plan(world, day):
        held = [on for on, _ in reviews_held(world, child_id, plans) if on <= day]
        if held:
            due = world.after(held[-1], "cin_review_interval", day)
        else:
            due = world.after(plans[0].started, "cin_review_first", day)
        yield Case(child_id, child_id, numerator=int(due >= day))


@event("cin_reviews_in_time")
def cin_reviews_in_time(world: World) -> Iterator[Case]:
    for child_id in children(world, "ssd_cin_plans"):
        plans = cin_plans(world, child_id)
        for plan in plans:
            chained = chain(plans, plan)
            if plan != chained[0]:
                continue
            last, parameter, stage = plan.started, "cin_review_first", "initial"
            for on, review_id in reviews_held(world, child_id, chained):
                in_time = on <= world.after(last, parameter, on)
                yield Case(review_id, child_id, numerator=int(in_time), on=on, category_1=stage)
                last, parameter, stage = on, "cin_review_interval", "subsequent"


@state("cin_plans_over_12_months")
def cin_plans_over_12_months(world: World, day: date) -> Iterator[Case]:
    for child_id, plans in on_cin_plan(world, day):
        yield Case(child_id, child_id, numerator=int(world.after(plans[0].started, "cin_plan_long", day) <= day))


@state("cin_plans_up_to_date")
def cin_plans_up_to_date(world: World, day: date) -> Iterator[Case]:
    for child_id, plans in on_cin_plan(world, day):
        updates = updated(world, child_id, "cin", day)
        if not world.supplied("ext_plan_update"):
            held = [row["held_on"] for row in world.of_child("ext_cin_review", child_id)]
            updates = [on for on in held if on is not None and on <= day]
        starts = [plan.started for plan in plans if plan.started <= day]
        due = world.after(max([*starts, *updates]), "cin_plan_update_interval", day)
        yield Case(child_id, child_id, numerator=int(due >= day))
