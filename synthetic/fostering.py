"""Foster households, the checks on them, and their places."""

import numpy as np

from synthetic import columns as c
from synthetic.calendar import NEVER
from synthetic.draws import about, happens, late_share, pick, repeat, series
from synthetic.need import visit_gaps
from synthetic.teams import FOSTERING, TEAM_IDS
from synthetic.world import World

HOUSEHOLDS = 430.0  # ever approved in fifteen years; about three fifths of them at the end
# Kind, days between checks, share of households in time.
CHECKS = (
    ("dbs", 1095, 0.95),
    ("medical", 730, 0.885),
    ("annual_review", 365, 0.85),
    ("unannounced_visit", 365, 0.91),
    ("supervision", 42, 0.90),
)
UNAVAILABLE = ("On hold", "Full by agreement", "Carer ill", "Moving house")


def write(world: World) -> None:
    """ext_foster_household, ext_foster_check, ext_foster_place."""
    rng = world.rng("fostering")
    size = max(3, round(HOUSEHOLDS * world.scale))
    approved = np.sort(rng.integers(world.as_of - 15 * 365, world.as_of - 40, size))
    gone = approved + 300 + about(rng, 3900, size)
    in_house = happens(rng, 0.88, size)
    kept = gone > world.history_from - 365
    approved, gone, in_house = approved[kept], gone[kept], in_house[kept]
    size = len(approved)
    left = np.where(gone <= world.as_of, gone, NEVER)
    world.add(
        "ext_foster_household",
        {
            "household_id": c.ids("FH", np.arange(size)),
            "team_id": c.same(TEAM_IDS[FOSTERING], size),
            "approved_on": c.dates(approved),
            "deregistered_on": c.dates(left),
            "provision": c.codes(("agency", "in_house"), in_house.astype(int)),
        },
    )
    start, end = np.maximum(approved, world.history_from - 1500), np.minimum(gone, world.as_of + 1)
    carers = 1 + happens(rng, 0.62, size).astype(int)
    number = 0
    for kind, interval, share in CHECKS:
        by_person = kind in ("dbs", "medical")
        household, nth = repeat(carers if by_person else np.ones(size, np.int64))
        begun = start[household] - np.where(
            approved[household] < start[household], rng.integers(0, interval, len(household)), 0
        )

        def gaps(row: np.ndarray, near: np.ndarray, interval: int = interval, share: float = share) -> np.ndarray:
            return visit_gaps(rng, interval, late_share(np.full(len(row), 1 - share)))

        owner, day = series(begun, end[household], 0.88 * interval, gaps)
        # The first check is part of the approval.
        owner, day = np.concatenate([np.arange(len(household)), owner]), np.concatenate([begun, day])
        kept = world.noted(rng, day) if kind == "supervision" else day <= world.as_of
        owner, day = owner[kept], day[kept]
        world.add(
            "ext_foster_check",
            {
                "check_id": c.ids("FC", number + np.arange(len(owner))),
                "carer_id": c.ids("CR", (household * 2 + nth)[owner], where=np.full(len(owner), by_person)),
                "household_id": c.ids("FH", household[owner]),
                "kind": c.same(kind, len(owner)),
                "completed_on": c.dates(day),
            },
        )
        number += len(owner)
    _places(world, rng, start, end, left)


def _places(world: World, rng: np.random.Generator, start: np.ndarray, end: np.ndarray, left: np.ndarray) -> None:
    """One row per place and state."""
    household, _ = repeat(1 + pick(rng, (35, 42, 18, 5), len(start)))
    owner, day = series(start[household], end[household], 240.0, lambda row, near: 10 + about(rng, 230, len(row)))
    owner, day = np.concatenate([np.arange(len(household)), owner]), np.concatenate([start[household], day])
    order = np.lexsort((day, owner))
    owner, day = owner[order], day[order]
    last = np.append(owner[1:] != owner[:-1], True)
    until = np.where(last, left[household[owner]], np.append(day[1:], 0))
    state = pick(rng, (72, 12, 16), len(owner))
    world.add(
        "ext_foster_place",
        {
            "place_id": c.ids("FP", owner),
            "household_id": c.ids("FH", household[owner]),
            "state": c.codes(("filled", "vacant", "unavailable"), state),
            "state_from": c.dates(day),
            "state_to": c.dates(until),
            "reason": c.codes(UNAVAILABLE, pick(rng, (1, 1, 1, 1), len(owner)), where=state == 2),
        },
    )
