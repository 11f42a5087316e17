"""Contacts, referrals and single assessments."""

from __future__ import annotations

from collections.abc import Iterator

from tests.reference.calendar import months_later
from tests.reference.case import Case, event
from tests.reference.world import Row, World


def referral_case(row: Row, **said: object) -> Case:
    """A referral is counted on its date, at the team that handled it."""
    return Case(
        case_id=row["cine_referral_id"],
        child_id=row["cine_person_id"],
        on=row["cine_referral_date"],
        team_id=row["cine_referral_team"],
        **said,
    )


@event("referrals")
def referrals(world: World) -> Iterator[Case]:
    for row in world.rows("ssd_cin_episodes"):
        yield referral_case(row)


@event("re_referrals_in_12_months")
def re_referrals_in_12_months(world: World) -> Iterator[Case]:
    for row in world.rows("ssd_cin_episodes"):
        day = row["cine_referral_date"]
        window = world.number("re_referral_window", day)
        again = any(
            other["cine_referral_date"] < day <= months_later(other["cine_referral_date"], window)
            for other in world.of_child("ssd_cin_episodes", row["cine_person_id"])
        )
        yield referral_case(row, numerator=int(again))
