"""Care leavers: support that adjoins, overlaps, ends and comes back; what they do and where they live."""

from __future__ import annotations

from datetime import date, timedelta

from tests.reference.calendar import birthday
from tests.reference.histories import FIRST_DAY, Child, Dice, Extract, chain, spells, story
from tests.reference.stories_of_care import agreed_interval

ELIGIBILITY = (
    "Relevant",
    "Former Relevant",
    "Qualifying",
    "Former Relevant",
    "Eligible",
    "No Current Eligibility",
    None,
)
ACTIVITIES = (
    *("education", "employment", "training", "employment_or_training", "not_known", None),
    *("neet_illness_disability", "neet_other", "neet_pregnancy_parenting"),
)


@story(0.8)
def support(dice: Dice, extract: Extract, child: Child) -> None:
    """Of those who turn 16 in the years looked at, or before."""
    if child.born is None or birthday(child.born, 16) > date(2022, 9, 1):
        return
    first = max(FIRST_DAY, birthday(child.born, dice.pick(16, 18)))
    begun = dice.pick(first, dice.after(first, (2, "months"), (6, "months")))
    limits = ((2, "months"), (6, "months"), (18, "months"), (12, "months"))
    for start, end in spells(dice, begun, dice.pick(1, 1, 2, 3), *limits):
        extract.add(
            "ext_care_leaver_spell",
            spell_id=extract.next_id("CS"),
            person_id=child.child_id,
            eligibility=dice.pick(*ELIGIBILITY),
            support_started_on=start,
            support_ended_on=end,
        )
        if dice.chance(0.2):  # another row over the same time
            extract.add(
                "ext_care_leaver_spell",
                spell_id=extract.next_id("CS"),
                person_id=child.child_id,
                eligibility="Qualifying",
                support_started_on=dice.around(start),
                support_ended_on=end and dice.around(max(end, start + timedelta(days=2))),
            )
    if dice.chance(0.8):
        extract.add(
            "ssd_care_leavers",
            clea_table_id=extract.next_id("CL"),
            clea_person_id=child.child_id,
            clea_care_leaver_eligibility=dice.pick(*ELIGIBILITY),
            clea_care_leaver_in_touch=dice.pick("YES", "NO", "DIED", "RHOM", "REFU", None),
            clea_care_leaver_latest_contact=_or_none(dice, dice.after(begun, (6, "months"))),
            clea_pathway_plan_review_date=_or_none(dice, dice.after(begun, (6, "months"))),
        )
    _visits(dice, extract, child, begun)
    for day in chain(dice, begun - timedelta(days=dice.pick(0, 90)), dice.number(0, 4), (6, "months")):
        extract.add(
            "ext_pathway_plan",
            pathway_plan_id=extract.next_id("PW"),
            person_id=child.child_id,
            completed_on=day,
        )
    for day in chain(dice, begun - timedelta(days=dice.pick(0, 5)), dice.number(0, 5), (6, "months")):
        extract.add(
            "ext_care_leaver_status",
            observation_id=extract.next_id("CO"),
            person_id=child.child_id,
            observed_on=day,
            accommodation_suitable=dice.flag(),
            activity=dice.pick(*ACTIVITIES),
            in_higher_education=dice.flag(0.4),
        )
    for start, end in spells(dice, begun, dice.pick(1, 2), (3, "months")):
        extract.add(
            "ssd_involvements",
            invo_involvements_id=extract.next_id("I"),
            invo_professional_id=dice.worker(),
            invo_professional_role_id=dice.pick("personal_adviser", "Leaving Care Adviser"),
            invo_professional_team=dice.team(),
            invo_involvement_start_date=start,
            invo_involvement_end_date=end,
            invo_person_id=child.child_id,
        )


def _or_none(dice: Dice, day: date) -> date | None:
    return day if day <= date(2022, 11, 30) and dice.chance(0.8) else None


def _visits(dice: Dice, extract: Extract, child: Child, begun: date) -> None:
    first = begun - timedelta(days=dice.pick(0, 1, 40))
    for day in chain(dice, first, dice.number(0, 9), (2, "months"), (6, "months"), (18, "months")):
        extract.add(
            "ext_visit",
            visit_id=extract.next_id("V"),
            person_id=child.child_id,
            purpose=dice.pick("care_leaver", "care_leaver", "care_leaver", "initial"),
            visit_at=dice.moment(day),
            seen=dice.flag(0.8),
            worker_id=dice.worker(),
        )
    agreed_interval(
        dice, extract, child, begun, "care_leaver_visit", (8, "weeks"), (3, "months"), (28, "calendar_days")
    )
