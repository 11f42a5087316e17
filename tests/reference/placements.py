"""Where a child in care lives, and with the same carer since when (catalogue, convention 22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from tests.reference.cohorts import looked_after_since, periods_of_care
from tests.reference.world import Row, World, is_open

TEMPORARY = ("T0", "T1", "T2", "T3", "T4")
ADOPTION_BY_CARER = ("A3", "A5")
ADOPTION = ("A3", "A4", "A5", "A6")
FOSTER = ("U1", "U2", "U3", "U4", "U5", "U6")
LONG_TERM_FOSTER = ("U1", "U4")
NEW_CARER = ("S", "P", "B")


@dataclass(frozen=True)
class Stay:
    """Placements of one carer and address in a row, with the temporary moves among them. `ended` None: it lasts."""

    started: date
    ended: date | None
    placements: tuple[Row, ...]


def placement_on(world: World, child_id: str, day: date) -> Row | None:
    """The placement open on a day, of a period of care that is not over; of several the one that started last."""
    start, end = "clap_cla_placement_start_date", "clap_cla_placement_end_date"
    lasting = {one.cla_id for one in periods_of_care(world, child_id) if one.ended is None or one.ended > day}
    rows = world.open_on(world.of_child("ssd_cla_placement", child_id), start, end, day)
    rows = [row for row in rows if row["clap_cla_id"] in lasting]
    return max(rows, key=lambda row: (row[start], row["clap_cla_placement_id"])) if rows else None


def placement_type(world: World, child_id: str, day: date) -> str | None:
    placement = placement_on(world, child_id, day)
    return placement["clap_cla_placement_type"] if placement else None


@cache
def stays(world: World, child_id: str) -> list[Stay]:
    """The stays of a child, in order of time. A stay starts with an episode of reason S, P or B, unless that is a
    temporary move, the return from one, or adoption by the present foster carer."""
    found: list[Stay] = []
    for period in periods_of_care(world, child_id):
        starts: list[tuple[date, list[Row]]] = []
        before: Row | None = None  # the placement of the episode before
        home: Row | None = None  # the last placement that was not temporary
        for episode in period.episodes:
            placement = world.one("ssd_cla_placement", episode["clae_cla_placement_id"])
            if placement is None:
                continue
            temporary = placement["clap_cla_placement_type"] in TEMPORARY
            is_return = before is not None and before["clap_cla_placement_type"] in TEMPORARY and _same(home, placement)
            by_carer = placement["clap_cla_placement_type"] in ADOPTION_BY_CARER
            moved = episode["clae_cla_episode_start_reason"] in NEW_CARER
            if not starts or (moved and not temporary and not is_return and not by_carer):
                starts.append((episode["clae_cla_episode_start_date"], []))
            starts[-1][1].append(placement)
            before = placement
            home = home if temporary else placement
        for number, (started, placements) in enumerate(starts):
            ended = starts[number + 1][0] if number + 1 < len(starts) else period.ended
            found.append(Stay(started, ended, tuple(placements)))
    return sorted(found, key=lambda stay: stay.started)


def _same(home: Row | None, placement: Row) -> bool:
    """The same provider and address as before the temporary move."""
    columns = ("clap_cla_placement_provider", "clap_cla_placement_urn", "clap_cla_placement_postcode")
    return home is None or all(home[column] == placement[column] for column in columns)


def stay_on(world: World, child_id: str, day: date) -> Stay | None:
    """The stay that a day falls in; of several the one that started last."""
    found = [stay for stay in stays(world, child_id) if is_open(stay.started, stay.ended, day)]
    return found[-1] if found else None


def stay_since(world: World, child_id: str, day: date) -> date | None:
    """The first day in care of the stay that a day falls in."""
    stay, in_care_since = stay_on(world, child_id, day), looked_after_since(world, child_id, day)
    if stay is None or in_care_since is None:
        return in_care_since
    return max(stay.started, in_care_since)


def is_meant_to_last(world: World, child_id: str, day: date) -> bool:
    """The placement on a day is meant to last until the child is 18: as its detail says; where that says nothing, of a
    long-term foster type, or under a care plan of long-term fostering to 18."""
    placement = placement_on(world, child_id, day)
    if placement is None:
        return False
    detail = world.one("ext_placement_detail", placement["clap_cla_placement_id"])
    if detail is not None and detail["intended_until_18"] is not None:
        return detail["intended_until_18"] == "Y"
    plans = world.of_child("ssd_cla_care_plan", child_id)
    current = world.open_on(plans, "lacp_cla_care_plan_start_date", "lacp_cla_care_plan_end_date", day)
    return placement["clap_cla_placement_type"] in LONG_TERM_FOSTER or any(
        (row["lacp_cla_care_plan_json"] or {}).get("LTFOST18") == "Y" for row in current
    )


def first_year_ends(world: World, child_id: str, day: date) -> date | None:
    """The first anniversary of the stay that a day falls in."""
    stay = stay_on(world, child_id, day)
    return world.after(stay.started, "permanent_placement_months", day) if stay else None


def is_permanent(world: World, child_id: str, day: date) -> bool:
    """In a placement meant to last, after its first year."""
    ends = first_year_ends(world, child_id, day)
    return ends is not None and day >= ends and is_meant_to_last(world, child_id, day)
