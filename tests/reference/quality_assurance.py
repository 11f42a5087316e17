"""Case audits."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reference.case import Case, event
from tests.reference.world import World

GOOD_OR_BETTER = ("good", "outstanding")


def audits(world: World, column: str, *met: str) -> Iterator[Case]:
    """Completed audits with a grade in a column, dated on completion, at the team audited."""
    for row in world.rows("ext_audit"):
        if row["completed_on"] is not None and row[column] is not None:
            yield Case(
                case_id=row["audit_id"],
                child_id=row["person_id"],
                team_id=row["team_id"],
                on=row["completed_on"],
                numerator=int(row[column] in met),
                category_1=row[column],
            )


@event("case_audits_completed")
def case_audits_completed(world: World) -> Iterator[Case]:
    for row in world.rows("ext_audit"):
        if row["completed_on"] is not None:
            yield Case(
                case_id=row["audit_id"],
                child_id=row["person_id"],
                team_id=row["team_id"],
                on=row["completed_on"],
                category_1=row["overall_grade"] or "not graded",
            )


@event("case_audits_good_or_better")
def case_audits_good_or_better(world: World) -> Iterator[Case]:
    yield from audits(world, "overall_grade", *GOOD_OR_BETTER)


@event("case_audits_inadequate")
def case_audits_inadequate(world: World) -> Iterator[Case]:
    yield from audits(world, "overall_grade", "inadequate")


@event("case_audits_requires_improvement_or_better")
def case_audits_requires_improvement_or_better(world: World) -> Iterator[Case]:
    yield from audits(world, "overall_grade", "requires_improvement", *GOOD_OR_BETTER)


@event("case_audits_assessment_good_or_better")
def case_audits_assessment_good_or_better(world: World) -> Iterator[Case]:
    yield from audits(world, "assessment_grade", *GOOD_OR_BETTER)


@event("case_audits_planning_good_or_better")
def case_audits_planning_good_or_better(world: World) -> Iterator[Case]:
    yield from audits(world, "smart_planning_grade", *GOOD_OR_BETTER)


@event("case_audits_oversight_good_or_better")
def case_audits_oversight_good_or_better(world: World) -> Iterator[Case]:
    yield from audits(world, "management_oversight_grade", *GOOD_OR_BETTER)
