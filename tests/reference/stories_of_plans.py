"""Child in need and child protection plans with their visits, reviews, updates and conferences."""

from __future__ import annotations

from datetime import date, timedelta

from tests.reference.calendar import birthday
from tests.reference.histories import EXTRACT_DATE, FIRST_DAY, Child, Dice, Extract, begins, chain, spells, story


@story(0.45)
def cin_plans(dice: Dice, extract: Extract, child: Child) -> None:
    for start, end in spells(dice, begins(dice, child), dice.number(1, 3), (12, "months"), (6, "weeks")):
        plan_id = extract.next_id("N")
        extract.add(
            "ssd_cin_plans",
            cinp_cin_plan_id=plan_id,
            cinp_person_id=child.child_id,
            cinp_cin_plan_start_date=start,
            cinp_cin_plan_end_date=end,
            cinp_cin_plan_team=dice.team(),
            cinp_cin_plan_worker_id=dice.worker(),
        )
        first = start - timedelta(days=2)
        for day in chain(dice, first, dice.number(0, 8), (4, "weeks"), (2, "weeks")):
            extract.add(
                "ssd_cin_visits",
                cinv_cin_visit_id=extract.next_id("V"),
                cinv_person_id=child.child_id,
                cinv_cin_visit_date=day,
                cinv_cin_visit_seen=dice.flag(0.8),
                cinv_cin_plan_id=dice.pick(plan_id, plan_id, None),
            )
        for day in chain(dice, dice.pick(start, first), dice.number(0, 4), (6, "weeks"), (3, "months")):
            extract.add(
                "ext_cin_review",
                review_id=extract.next_id("NR"),
                cin_plan_id=dice.pick(plan_id, plan_id, None),
                person_id=child.child_id,
                due_on=dice.around(day),
                held_on=day if dice.chance(0.9) else None,
            )
        _updates(dice, extract, child, plan_id, start, "cin")
        for _ in range(dice.pick(0, 1, 2)):
            triggered = dice.pick(start, start - timedelta(days=dice.number(0, 20)))
            extract.add(
                "ext_cin_plan_trigger",
                trigger_id=extract.next_id("NT"),
                person_id=child.child_id,
                cin_plan_id=dice.pick(plan_id, plan_id, None),
                trigger=dice.pick("assessment", "cp_step_down", "care_step_down"),
                triggered_on=dice.around(triggered),
                required=dice.pick("Y", "Y", "N"),
            )
    if dice.chance(0.2):
        extract.add(
            "ext_cin_plan_trigger",
            trigger_id=extract.next_id("NT"),
            person_id=child.child_id,
            trigger="assessment",
            triggered_on=dice.day(date(2022, 10, 25)),
            required="Y",
        )


def _updates(dice: Dice, extract: Extract, child: Child, plan_id: str, start: date, kind: str) -> None:
    for day in chain(dice, start - timedelta(days=5), dice.pick(0, 0, 1, 3), (3, "months")):
        extract.add(
            "ext_plan_update",
            plan_update_id=extract.next_id("PU"),
            person_id=child.child_id,
            plan_kind=kind,
            completed_on=day,
            plan_id=dice.pick(plan_id, None),
            finalised=dice.flag(0.7),
        )


@story(0.5)
def cp_plans(dice: Dice, extract: Extract, child: Child) -> None:
    count = dice.number(1, 4)
    limits = ((3, "months"), (15, "months"), (24, "months"), (10, "working_days"))
    for start, end in spells(dice, begins(dice, child), count, *limits):
        plan_id, conference_id = extract.next_id("P"), None
        if dice.chance(0.7):
            conference_id = _conference(dice, extract, child, start, plan_id)
        categories = ("NEG", "PHY", "EMO", "SAB", "MUL", "Multiple: Neglect, Physical", "Multiple: EMO, PHY", None)
        extract.add(
            "ssd_cp_plans",
            cppl_cp_plan_id=plan_id,
            cppl_icpc_id=conference_id if dice.chance(0.6) else None,
            cppl_person_id=child.child_id,
            cppl_cp_plan_start_date=start,
            cppl_cp_plan_end_date=end,
            cppl_cp_plan_initial_category=dice.pick(*categories),
            cppl_cp_plan_ola="Y" if dice.chance(0.1) else dice.pick("N", None),
            cppl_cp_plan_latest_category=dice.pick(*categories),
        )
        _cp_visits(dice, extract, child, plan_id, start)
        first = dice.pick(start, start - timedelta(days=1))
        for day in chain(dice, first, dice.number(0, 4), (3, "months"), (6, "months")):
            _review(dice, extract, child, plan_id, day)
        _updates(dice, extract, child, plan_id, start, "cp")
        for _ in range(dice.pick(0, 0, 1)):
            extract.add(
                "ext_neglect_toolkit",
                toolkit_id=extract.next_id("NT"),
                person_id=child.child_id,
                completed_on=dice.pick(
                    dice.around(_months_before(start, 6)), dice.after(start), dice.around(end or start)
                ),
                context="child_protection",
            )
        if dice.chance(0.2):
            extract.add(
                "ext_reported_history",
                person_id=child.child_id,
                item="previous_cp_plans",
                as_at=dice.pick(dice.around(start), dice.after(start), dice.around(end or start)),
                source_return=f"{dice.pick('annex_a', 'cin')}",
                value=str(dice.pick(0, 1, 2, 3)),
            )
    if dice.chance(0.3):
        for start, end in spells(dice, dice.day(), dice.number(1, 2), (6, "months")):
            extract.add(
                "ext_legal_case",
                legal_case_id=extract.next_id("LG"),
                person_id=child.child_id,
                kind=dice.pick("pre_proceedings", "court"),
                started_on=start,
                ended_on=end,
            )


def _months_before(day: date, n: int) -> date:
    index = day.year * 12 + day.month - 1 - n
    return date(index // 12, index % 12 + 1, min(day.day, 28))


def _conference(dice: Dice, extract: Extract, child: Child, start: date, plan_id: str) -> str:
    """The initial conference of a plan, on the day or a little before, of an enquiry or without one."""
    conference_id = extract.next_id("IC")
    held = start if dice.chance(0.6) else start - timedelta(days=dice.number(0, 4))
    enquiry_id = None
    if dice.chance(0.7):
        enquiry_id = extract.next_id("S")
        begun = held - timedelta(days=dice.pick(0, 5, 14, 20, 21, 22, 23, 24, -1))
        extract.add(
            "ssd_s47_enquiry",
            s47e_s47_enquiry_id=enquiry_id,
            s47e_person_id=child.child_id,
            s47e_s47_start_date=begun,
            s47e_s47_end_date=dice.after(begun, (15, "working_days")) if dice.chance(0.8) else None,
            s47e_s47_outcome_json='{"CP_CONFERENCE_FLAG": "Y"}' if dice.chance(0.7) else None,
            s47e_s47_completed_by_team=dice.team(),
        )
    happened = dice.chance(0.9)
    extract.add(
        "ssd_initial_cp_conference",
        icpc_icpc_id=conference_id,
        icpc_s47_enquiry_id=enquiry_id,
        icpc_person_id=child.child_id,
        icpc_cp_plan_id=plan_id if dice.chance(0.6) else None,
        icpc_icpc_transfer_in=dice.flag(0.1),
        icpc_icpc_target_date=dice.around(held) if dice.chance(0.6) else None,
        icpc_icpc_date=held if happened else None,
        icpc_icpc_outcome_cp_flag=dice.flag(0.5),
        icpc_icpc_team=dice.team(),
        icpc_icpc_worker_id=dice.worker(),
    )
    if happened and dice.chance(0.7):
        extract.add(
            "ext_conference_views",
            conference_id=conference_id,
            person_id=child.child_id,
            held_on=held,
            views_available=dice.flag(0.6),
        )
    return conference_id


def _review(dice: Dice, extract: Extract, child: Child, plan_id: str, day: date) -> None:
    review_id = extract.next_id("PR")
    happened = dice.chance(0.9)
    extract.add(
        "ssd_cp_reviews",
        cppr_cp_review_id=review_id,
        cppr_person_id=child.child_id,
        cppr_cp_plan_id=dice.pick(plan_id, plan_id, None),
        cppr_cp_review_due=dice.around(day),
        cppr_cp_review_date=day if happened else None,
    )
    if happened and dice.chance(0.6):
        extract.add(
            "ext_conference_views",
            conference_id=review_id,
            person_id=child.child_id,
            held_on=day,
            views_available=dice.flag(0.6),
        )


def _cp_visits(dice: Dice, extract: Extract, child: Child, plan_id: str, start: date) -> None:
    first = start - timedelta(days=1)
    if child.born is not None and dice.chance(0.3):
        fifth = birthday(child.born, 5)
        first = max(first, fifth - timedelta(days=15)) if FIRST_DAY <= fifth <= EXTRACT_DATE else first
    for day in chain(dice, first, dice.number(0, 10), (10, "working_days"), (5, "working_days"), (4, "weeks")):
        seen = dice.flag(0.8)
        extract.add(
            "ssd_cp_visits",
            cppv_cp_visit_id=extract.next_id("V"),
            cppv_person_id=child.child_id,
            cppv_cp_plan_id=dice.pick(plan_id, plan_id, None),
            cppv_cp_visit_date=day,
            cppv_cp_visit_seen=seen,
            cppv_cp_visit_seen_alone=dice.flag(0.6),
        )


@story(0.3)
def overrides(dice: Dice, extract: Extract, child: Child) -> None:
    for purpose in ("cin_visit", "cp_visit", "cla_visit", "care_leaver_visit", "supervision"):
        if not dice.chance(0.6):
            continue
        for start, end in spells(dice, dice.day(), dice.number(1, 2), (3, "months")):
            n, unit = dice.pick(
                (5, "working_days"), (14, "calendar_days"), (2, "weeks"), (3, "months"), (20, "working_days")
            )
            extract.add(
                "ext_interval_override",
                override_id=extract.next_id("OV"),
                person_id=child.child_id,
                purpose=purpose,
                interval=n,
                unit=unit,
                valid_from=start,
                valid_to=end,
            )
