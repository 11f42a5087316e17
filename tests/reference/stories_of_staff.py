"""Who worked with a child: teams that change, workers who leave, several at once, none."""

from __future__ import annotations

from tests.reference.histories import Child, Dice, Extract, spells, story


@story(0.9)
def involvements(dice: Dice, extract: Extract, child: Child) -> None:
    for role in (["allocated_social_worker"] * dice.number(0, 2)) + ["other", "independent_reviewing_officer"][
        : dice.number(0, 2)
    ]:
        for start, end in spells(dice, dice.day(), dice.number(1, 3), (1, "months")):
            extract.add(
                "ssd_involvements",
                invo_involvements_id=extract.next_id("I"),
                invo_professional_id=dice.worker(),
                invo_professional_role_id=role,
                invo_professional_team=dice.team(),
                invo_involvement_start_date=start,
                invo_involvement_end_date=end,
                invo_person_id=child.child_id,
            )
