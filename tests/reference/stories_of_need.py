"""Contacts, referrals and assessments."""

from __future__ import annotations

from tests.reference.histories import Child, Dice, Extract, chain, story


@story(0.6)
def referrals(dice: Dice, extract: Extract, child: Child) -> None:
    for start in chain(dice, dice.day(), dice.number(1, 4), (12, "months"), (6, "months")):
        extract.add(
            "ssd_cin_episodes",
            cine_referral_id=extract.next_id("R"),
            cine_person_id=child.child_id,
            cine_referral_date=start,
            cine_referral_source_code=dice.pick("1A", "6", None),
            cine_referral_nfa=dice.flag(0.3),
            cine_close_date=dice.after(start, (5, "working_days"), (6, "months")) if dice.chance(0.6) else None,
            cine_referral_team=dice.team(),
            cine_referral_worker_id=dice.worker(),
        )
