"""Early help episodes, their tier and their steps."""

from __future__ import annotations

from tests.reference.histories import Child, Dice, Extract, begins, spells, story


@story(0.5)
def early_help(dice: Dice, extract: Extract, child: Child) -> None:
    for start, end in spells(dice, begins(dice, child), dice.number(1, 3), (6, "months"), (12, "months")):
        episode_id = extract.next_id("EH")
        reasons = ("Needs met", "needs_met", "needs_partly_met", "non_engagement", "consent_withdrawn", "step_up", None)
        extract.add(
            "ssd_early_help_episodes",
            earl_episode_id=episode_id,
            earl_person_id=child.child_id,
            earl_episode_start_date=start,
            earl_episode_end_date=end,
            earl_episode_end_reason=dice.pick(*reasons) if end else None,
            earl_episode_organisation=dice.pick("Family Support", None),
            earl_episode_worker_id=dice.worker(),
        )
        if dice.chance(0.85):
            extract.add(
                "ext_early_help_detail",
                episode_id=episode_id,
                tier=dice.pick("targeted_support", "targeted_support", "advice"),
                supports_social_care=dice.flag(0.3),
            )
        _steps(dice, extract, episode_id, start)
        if end and dice.chance(0.5):
            extract.add(
                "ssd_cin_episodes",
                cine_referral_id=extract.next_id("R"),
                cine_person_id=child.child_id,
                cine_referral_date=dice.after(end, (6, "months"), (0, "days")),
                cine_referral_nfa=dice.flag(0.3),
            )


def _steps(dice: Dice, extract: Extract, episode_id: str, start) -> None:
    requested = dice.pick(start, dice.around(start)) if dice.chance(0.8) else None
    day = requested or start
    found = []
    if requested:
        found.append(("requested", requested))
    if dice.chance(0.6):
        found.append(("allocated", dice.after(day, (5, "working_days"))))
    for _ in range(dice.pick(0, 1, 1, 2)):
        found.append(("first_visit", dice.after(day, (10, "working_days"))))
    done = dice.after(start, (45, "working_days"))
    for _ in range(dice.pick(0, 1, 1, 2)):
        found.append(("assessment_due", dice.around(done)))
    for _ in range(dice.pick(0, 1, 1, 2)):
        found.append(("assessment_completed", dice.pick(done, dice.after(done))))
    for kind, occurred in found:
        extract.add(
            "ext_early_help_step", step_id=extract.next_id("ES"), episode_id=episode_id, kind=kind, occurred_on=occurred
        )
