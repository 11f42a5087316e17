"""Foster households and places, and staff and posts beside those who hold cases: so many for every child."""

from __future__ import annotations

from datetime import date, timedelta

from tests.reference.histories import Child, Dice, Extract, chain, spells, story

KINDS = ("dbs", "medical", "annual_review", "unannounced_visit", "supervision")
LIMITS = ((36, "months"), (24, "months"), (12, "months"), (6, "weeks"))


@story(0.3)
def households(dice: Dice, extract: Extract, child: Child) -> None:
    household_id = extract.next_id("FH")
    approved = dice.day(date(2018, 1, 1))
    extract.add(
        "ext_foster_household",
        household_id=household_id,
        team_id=dice.team(),
        approved_on=approved,
        deregistered_on=dice.after(approved, (12, "months"), (24, "months")) if dice.chance(0.3) else None,
        provision=dice.pick("in_house", "in_house", "in_house", "agency"),
    )
    carers = dice.pick((None,), ("F1",), ("F1", "F2"), ("F1", None))
    for kind in KINDS:
        first = approved - timedelta(days=dice.pick(0, 0, 0, 20))
        for day in chain(dice, first, dice.number(0, 8 if kind == "supervision" else 3), *LIMITS):
            extract.add(
                "ext_foster_check",
                check_id=extract.next_id("FC"),
                carer_id=dice.pick(*carers),
                household_id=household_id,
                kind=kind,
                completed_on=day,
            )
    for _ in range(dice.number(0, 2)):
        place_id = extract.next_id("FP")
        for start, end in spells(dice, dice.after(approved, (6, "weeks")), dice.number(1, 4), (3, "months")):
            state = dice.pick("filled", "vacant", "unavailable")
            extract.add(
                "ext_foster_place",
                place_id=place_id,
                household_id=household_id,
                state=state,
                state_from=start,
                state_to=end,
                reason=dice.pick("Carer ill", None) if state == "unavailable" else None,
            )


@story(0.2)
def staff(dice: Dice, extract: Extract, child: Child) -> None:
    """A worker of any role with a year of service or not, reviewed or not, come and gone."""
    worker_id = extract.next_id("X")
    extract.add(
        "ssd_professionals",
        prof_professional_id=worker_id,
        prof_full_time_equivalency=dice.pick(1, 0.5, 0, None),
        prof_agency_worker_flag=dice.pick("Y", "N", None),
    )
    started = dice.day(date(2018, 1, 1))
    reviewed = dice.after(started, (12, "months"), (24, "months"))
    left = dice.after(started, (12, "months"), (24, "months")) if dice.chance(0.5) else None
    extract.add(
        "ext_worker",
        worker_id=worker_id,
        is_social_worker=dice.pick("Y", "Y", "N"),
        role=dice.pick("Social Worker", "CP conference chair", "Team Manager", None),
        started_on=started,
        left_on=left,
        performance_rating=dice.pick("green", "blue", "other", None),
        pdr_completed_on=reviewed if reviewed <= date(2022, 11, 30) and dice.chance(0.8) else None,
        is_agency=dice.pick("Y", "N", "N", None),
    )


@story(0.2)
def posts(dice: Dice, extract: Extract, child: Child) -> None:
    post_id, role = extract.next_id("PO"), dice.pick("Social Worker", "ASW", "Personal Adviser", "Social Worker")
    team_id, fte = dice.team(), dice.pick(1, 0.5, 0.6)
    for start, end in spells(dice, dice.day(), dice.number(1, 3), (3, "months")):
        extract.add(
            "ext_post",
            post_id=post_id,
            team_id=team_id,
            role=role,
            fte=fte,
            state=dice.pick("permanent", "agency", "vacant"),
            state_from=start,
            state_to=end,
        )
