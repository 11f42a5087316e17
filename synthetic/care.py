"""Periods of care: how long they last, who comes back, and the children already in care when the simulation begins."""

from typing import TYPE_CHECKING

import numpy as np

from synthetic.calendar import NEVER, age, birthday
from synthetic.draws import about, happens, pick
from synthetic.people import People
from synthetic.world import World

if TYPE_CHECKING:  # cases draws on admissions from here
    from synthetic.cases import Cases

STOCK_FAMILIES_A_MONTH = 21.2
UNACCOMPANIED_A_MONTH = 3.0
STOCK_YEARS = 18
SHORT_BREAK_CHILDREN = 28


def ends(rng: np.random.Generator, start: np.ndarray, born: np.ndarray) -> np.ndarray:
    """The day each period ends: a fifth are short, a third last a year or so, the rest long; none beyond 18."""
    size = len(start)
    older = (start - born > 12 * 365) & happens(rng, 0.4, size)
    kind = np.where(older, 2, pick(rng, (20, 36, 44), size))
    long = np.where(
        kind == 0, about(rng, 45, size), np.where(kind == 1, 30 + about(rng, 290, size), 180 + about(rng, 2400, size))
    )
    return np.where(start < NEVER, np.minimum(start + 2 + long, birthday(born, 18)), NEVER)


def admissions(rng: np.random.Generator, start: np.ndarray, born: np.ndarray) -> dict[str, np.ndarray]:
    """The end of a period that starts on `start`, and a second period for those who come back."""
    size = len(start)
    end = ends(rng, start, born)
    back = (end < birthday(born, 16)) & (start < NEVER) & happens(rng, np.where(end - start < 500, 0.22, 0.1), size)
    again = np.where(back, end + 10 + about(rng, 130, size), NEVER)
    return {"care_end": end, "care_again_start": again, "care_again_end": ends(rng, again, born)}


class Periods:
    """One row per period of care. `case` is the referral it belongs to, -1 where that is before the records begin."""

    def __init__(self, parts: list[dict[str, np.ndarray]]) -> None:
        whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        order = np.lexsort((whole["start"], whole["child"]))
        self.child, self.case = whole["child"][order], whole["case"][order]
        self.start, self.end = whole["start"][order], whole["end"][order]
        self.is_short_break = whole["is_short_break"][order]
        self.number = np.arange(len(self.child))


def periods(world: World, people: People, cases: "Cases") -> Periods:
    """Every period that began by the extract: out of the cases, from before the records, and unaccompanied children."""
    rng = world.rng("care")
    parts = []
    for start, end in ((cases.care_start, cases.care_end), (cases.care_again_start, cases.care_again_end)):
        rows = np.flatnonzero(start <= world.as_of)
        parts.append(_part(cases.child[rows], rows, start[rows], end[rows]))
    days = np.arange(world.start - 365 * STOCK_YEARS, world.start)
    entered = np.repeat(days, rng.poisson(STOCK_FAMILIES_A_MONTH * 12 / 365.25 * world.scale, len(days)))
    families = people.new_families(entered, (70, 20, 10))
    owner, child = people.children_of(families)
    old_enough = (people.born[child] <= entered[owner]) & (age(people.born[child], entered[owner]) < 18)
    child, start = child[old_enough], entered[owner][old_enough]
    found = admissions(rng, start, people.born[child])
    none = np.full(len(child), -1)
    parts.append(_part(child, none, start, found["care_end"]))
    again = found["care_again_start"] <= world.as_of
    parts.append(_part(child[again], none[again], found["care_again_start"][again], found["care_again_end"][again]))
    days = np.arange(world.start - 365 * 4, world.as_of + 1)
    arrived = np.repeat(days, rng.poisson(UNACCOMPANIED_A_MONTH * 12 / 365.25 * world.scale, len(days)))
    child = people.new_unaccompanied(arrived)
    parts.append(_part(child, np.full(len(child), -1), arrived, birthday(people.born[child], 18)))
    # Series of short breaks (V4): in care by agreement, but not counted as children in care.
    days = np.sort(rng.integers(world.history_from, world.as_of - 60, round(SHORT_BREAK_CHILDREN * 3 * world.scale)))
    owner, child = people.children_of(people.new_families(days, (1,), (0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1)))
    start = days[owner]
    end = np.minimum(start + 200 + about(rng, 500, len(child)), birthday(people.born[child], 18))
    parts.append(_part(child, np.full(len(child), -1), start, end, short_break=True))
    return Periods(parts)


def _part(
    child: np.ndarray, case: np.ndarray, start: np.ndarray, end: np.ndarray, *, short_break: bool = False
) -> dict[str, np.ndarray]:
    kept = end > start
    return {
        "child": child[kept], "case": case[kept], "start": start[kept], "end": end[kept],
        "is_short_break": np.full(int(kept.sum()), short_break),
    }  # fmt: skip
