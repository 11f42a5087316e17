"""Legal cases and audits."""

from __future__ import annotations

from tests.reference.histories import Child, Dice, Extract, begins, spells, story

GRADES = ("outstanding", "good", "requires_improvement", "inadequate", None)


@story(0.5)
def legal_cases(dice: Dice, extract: Extract, child: Child) -> None:
    """One after the other and two at once, of either kind, about both limits."""
    for kind in ("pre_proceedings", "court"):
        for _ in range(dice.pick(0, 1, 1, 2)):
            for start, end in spells(dice, begins(dice, child), dice.pick(1, 2), (16, "weeks"), (26, "weeks")):
                extract.add(
                    "ext_legal_case",
                    legal_case_id=extract.next_id("LG"),
                    person_id=child.child_id,
                    kind=kind,
                    started_on=start,
                    ended_on=end,
                    extension_agreed=dice.flag(0.3),
                )


@story(0.4)
def audits(dice: Dice, extract: Extract, child: Child) -> None:
    for _ in range(dice.number(1, 3)):
        extract.add(
            "ext_audit",
            audit_id=extract.next_id("AU"),
            person_id=child.child_id,
            team_id=dice.team(),
            completed_on=begins(dice, child) if dice.chance(0.9) else None,
            overall_grade=dice.pick(*GRADES),
            assessment_grade=dice.pick(*GRADES),
            smart_planning_grade=dice.pick(*GRADES),
            management_oversight_grade=dice.pick(*GRADES),
        )
