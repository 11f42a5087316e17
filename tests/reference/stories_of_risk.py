"""Missing episodes, return interviews, exploitation screenings and reviews."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.reference.histories import EXTRACT_DATE, Child, Dice, Extract, begins, chain, story


@story(0.35)
def missing(dice: Dice, extract: Extract, child: Child) -> None:
    for day in chain(dice, begins(dice, child), dice.number(1, 6), (1, "days"), (12, "months"), (1, "months")):
        began = dice.moment(day)
        missing_id = extract.next_id("M")
        ended = None
        if dice.chance(0.85):
            ended = max(began, dice.moment(dice.after(day, (1, "days"))))
        if ended and ended.date() > EXTRACT_DATE:
            ended = None
        extract.add(
            "ssd_missing",
            miss_table_id=missing_id,
            miss_person_id=child.child_id,
            miss_missing_episode_start_date=began,
            miss_missing_episode_type=dice.pick("M", "M", "M", "A", None),
            miss_missing_episode_end_date=ended,
        )
        if ended and day <= EXTRACT_DATE:
            _interviews(dice, extract, child, missing_id, ended)


def _interviews(dice: Dice, extract: Extract, child: Child, missing_id: str, ended: datetime) -> None:
    for _ in range(dice.pick(0, 1, 1, 2)):
        done = None
        if dice.chance(0.7):
            exact = ended + timedelta(hours=72, seconds=dice.number(-1, 1))
            done = dice.pick(exact, dice.moment(dice.after(ended.date(), (3, "days"))), ended - timedelta(hours=5))
            if done.date() > EXTRACT_DATE:
                done = None
        extract.add(
            "ext_return_interview",
            interview_id=extract.next_id("RI"),
            missing_id=missing_id,
            person_id=child.child_id,
            offered_on=ended.date() if dice.chance(0.7) else None,
            completed_at=done,
            declined=dice.flag(0.3),
        )


@story(0.25)
def exploitation(dice: Dice, extract: Extract, child: Child) -> None:
    ratings = ("none", "emerging", "moderate", "significant", None)
    for day in chain(dice, begins(dice, child), dice.number(0, 4), (3, "months")):
        seen = dice.after(day, (5, "working_days")) if dice.chance(0.7) else None
        if dice.chance(0.1):
            seen = day - timedelta(days=1)
        extract.add(
            "ext_exploitation_screening",
            screening_id=extract.next_id("XS"),
            person_id=child.child_id,
            screened_on=day,
            rating=dice.pick(*ratings),
            seen_on=seen if seen is None or seen <= EXTRACT_DATE else None,
        )
    for day in chain(dice, begins(dice, child), dice.number(0, 4), (1, "months"), (2, "days")):
        extract.add(
            "ext_exploitation_review",
            review_id=extract.next_id("XR"),
            person_id=child.child_id,
            reviewed_on=day,
            rating_before=dice.pick(*ratings),
            rating_after=dice.pick(*ratings),
        )
