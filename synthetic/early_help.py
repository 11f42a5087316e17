"""Early help: episodes with their tier and steps."""

import numpy as np

from synthetic import columns as c
from synthetic.calendar import NEVER
from synthetic.cases import Cases
from synthetic.draws import about, between, happens, pick
from synthetic.front_door import EarlyHelpWanted
from synthetic.people import People
from synthetic.words import EARLY_HELP_END, EARLY_HELP_REASONS
from synthetic.world import World

STEPS = ("requested", "allocated", "first_visit", "assessment_due", "assessment_completed")


class Helped:
    """Early help episodes: child, first and last day, tier (1 = targeted support)."""

    def __init__(self, child: np.ndarray, start: np.ndarray, end: np.ndarray, tier: np.ndarray) -> None:
        self.child, self.start, self.end, self.tier = child, start, end, tier
        self.reason = np.zeros(len(child), np.int64)


def write(world: World, people: People, cases: Cases, wanted: EarlyHelpWanted) -> Helped:
    """ext_early_help_detail and ext_early_help_step; the episodes themselves follow when there are workers."""
    rng = world.rng("early_help")
    accepted = happens(rng, 0.62, len(wanted.child))
    # After a case: stepped down when the assessment or plan ended; beside a case: support while it is open.
    down = np.flatnonzero(~cases.unseen & (cases.closed <= world.as_of) & happens(rng, 0.06, len(cases.child)))
    beside = np.flatnonzero((cases.cin_start <= world.as_of) & happens(rng, 0.09, len(cases.child)))
    child = np.concatenate([wanted.child[accepted], cases.child[down], cases.child[beside]])
    asked = np.concatenate([wanted.day[accepted], cases.closed[down], cases.cin_start[beside]])
    size = len(child)
    tier = happens(rng, 0.52, size).astype(int)
    start = world.working.add(asked, between(rng, 0, 8, size))
    length = np.where(tier == 1, 40 + rng.gamma(1.8, 75, size), 15 + rng.gamma(1.6, 40, size)).astype(np.int64)
    end = start + length
    visited = world.working.add(
        asked, np.where(happens(rng, 0.3, size), between(rng, 2, 10, size), 11 + about(rng, 12, size))
    )
    visited = np.maximum(visited, start)
    done = world.working.add(
        start, np.where(happens(rng, 0.5, size), between(rng, 20, 45, size), 46 + about(rng, 15, size))
    )
    order = np.lexsort((start, child))
    kept = order[_apart(child[order], start[order], end[order]) & (start[order] <= world.as_of)]
    kept = kept[start[kept] >= people.born[child[kept]]]
    child, asked, start, end, tier, visited, done = (
        values[kept] for values in (child, asked, start, end, tier, visited, done)
    )  # fmt: skip
    helped = Helped(child, start, end, tier)
    helped.reason = pick(rng, list(EARLY_HELP_END.values()), len(child))
    open_case = np.zeros(len(child), bool)
    case_order = np.lexsort((cases.referred, cases.child))
    key = cases.child[case_order] * NEVER + cases.referred[case_order]
    at = np.searchsorted(key, child * NEVER + start, side="right") - 1
    has = (at >= 0) & (cases.child[case_order][np.maximum(at, 0)] == child)
    open_case[has] = cases.closed[case_order][at[has]] > start[has]
    number = np.arange(len(child))
    world.add(
        "ext_early_help_detail",
        {
            "episode_id": c.ids("EH", number),
            "tier": c.codes(("advice", "targeted_support"), tier),
            "supports_social_care": c.flags(open_case),
        },
        person=child,
    )
    allocated = np.minimum(start + about(rng, 2, len(child)), visited)
    steps = [asked, allocated, visited, world.working.add(start, 45), done]
    applies = [np.ones(len(child), bool)] * 2 + [tier == 1] * 3
    owner = np.concatenate([number[mask] for mask in applies])
    kind = np.concatenate([np.full(int(mask.sum()), n) for n, mask in enumerate(applies)])
    day = np.concatenate([days[mask] for days, mask in zip(steps, applies, strict=True)])
    # A due date still to come is left out: the table's date column says when a step occurred.
    fits = (day <= world.as_of) & ((day <= end[owner]) | (kind == 3))
    owner, kind, day = owner[fits], kind[fits], day[fits]
    world.add(
        "ext_early_help_step",
        {
            "step_id": c.ids("ES", np.arange(len(owner))),
            "episode_id": c.ids("EH", owner),
            "kind": c.codes(STEPS, kind),
            "occurred_on": c.dates(day),
        },
        person=child[owner],
    )
    return helped


def _apart(child: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """True for episodes that begin after the earlier ones of the child have ended (rows in order of child and start)."""
    base = child.astype(np.int64) * 2 * NEVER
    latest = np.maximum.accumulate(base + end)
    before = np.concatenate(([-1], latest[:-1]))
    return base + start > before


def write_episodes(world: World, helped: Helped, worker: np.ndarray) -> None:
    """ssd_early_help_episodes, with the worker who first took each on."""
    rng = world.rng("early_help")
    size = len(helped.child)
    ended = np.where(helped.end <= world.as_of, helped.end, NEVER)
    world.add(
        "ssd_early_help_episodes",
        {
            "earl_episode_id": c.ids("EH", np.arange(size)),
            "earl_person_id": c.ids("C", helped.child),
            "earl_episode_start_date": c.dates(helped.start),
            "earl_episode_end_date": c.dates(ended),
            "earl_episode_reason": c.codes(EARLY_HELP_REASONS, pick(rng, np.ones(len(EARLY_HELP_REASONS)), size)),
            "earl_episode_end_reason": c.codes(list(EARLY_HELP_END), helped.reason, where=ended < NEVER),
            "earl_episode_organisation": c.same("Demoshire Council", size),
            "earl_episode_worker_id": c.ids("W", worker),
        },
        person=helped.child,
        when=helped.start,
        until=ended,
    )
