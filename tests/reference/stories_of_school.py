"""School: moves at the turn of the year and in it, suspensions, attendance about the thresholds, plans by term."""

from __future__ import annotations

from datetime import date, timedelta

from tests.reference.histories import EXTRACT_DATE, Child, Dice, Extract, chain, since_birth, spells, story

TURNS = (
    *(date(2021, 8, 31), date(2021, 9, 1), date(2021, 9, 2), date(2022, 8, 31), date(2022, 9, 1), date(2022, 9, 2)),
    *(date(2020, 9, 1), date(2022, 7, 21), date(2022, 3, 25), date(2022, 4, 18)),
)


def _day(dice: Dice, child: Child) -> date:
    """A day in the life of the child, often at the turn of a school year or a term."""
    days = [day for day in TURNS if day > since_birth(child)]
    return dice.around(dice.pick(*days)) if days and dice.chance(0.5) else dice.day(since_birth(child))


@story(0.6)
def schools(dice: Dice, extract: Extract, child: Child) -> None:
    for start, end in spells(dice, _day(dice, child), dice.number(1, 4), (10, "months"), (3, "months")):
        if start > date(2021, 1, 1) and dice.chance(0.3):
            start = max(start, dice.around(date(2022, 9, 1)))
            end = None if end is None else max(start, end)
        if dice.chance(0.1):  # never closed
            end = None
        extract.add(
            "ext_school_spell",
            school_spell_id=extract.next_id("SS"),
            person_id=child.child_id,
            school_id=dice.pick("SCH1", "SCH2", "SCH3"),
            phase=dice.pick("primary", "secondary", "other"),
            in_county=dice.pick("Y", "N", None),
            sen_status=dice.pick("none", "sen_support", "ehcp", None),
            started_on=start,
            ended_on=end,
            is_phase_transfer=dice.pick("Y", "N", "N", None),
        )


@story(0.4)
def suspensions(dice: Dice, extract: Extract, child: Child) -> None:
    for _ in range(dice.number(1, 3)):
        extract.add(
            "ext_suspension",
            suspension_id=extract.next_id("X"),
            person_id=child.child_id,
            suspended_on=_day(dice, child),
            sessions=dice.number(1, 6),
        )


@story(0.5)
def attendance(dice: Dice, extract: Extract, child: Child) -> None:
    friday = date(2022, 9, 2) - timedelta(weeks=dice.number(0, 12))
    for _ in range(dice.number(1, 14)):
        friday += timedelta(weeks=dice.pick(1, 1, 2))
        if friday > EXTRACT_DATE:
            break
        attended = dice.pick(10, 9, 9, 10, 8, 5)
        extract.add(
            "ext_school_attendance",
            attendance_id=extract.next_id("AT"),
            person_id=child.child_id,
            week_ending=friday,
            phase=dice.pick("primary", "secondary"),
            sessions_possible=10,
            sessions_attended=attended,
            sessions_absent_illness=dice.pick(0, 10 - attended, None),
        )
    if dice.chance(0.2):  # a week with nothing possible
        extract.add(
            "ext_school_attendance",
            attendance_id=extract.next_id("AT"),
            person_id=child.child_id,
            week_ending=date(2022, 10, 29),
            phase="primary",
            sessions_possible=0,
            sessions_attended=0,
        )


@story(0.5)
def education_plans(dice: Dice, extract: Extract, child: Child) -> None:
    for day in chain(dice, _day(dice, child), dice.number(1, 6), (3, "months"), (4, "months")):
        extract.add(
            "ext_pep",
            pep_id=extract.next_id("PE"),
            person_id=child.child_id,
            completed_on=day,
            quality_assured=dice.flag(0.8),
        )
