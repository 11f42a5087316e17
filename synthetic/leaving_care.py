"""Young people who have left care: support, visits, pathway plans, and where they live and what they do."""

import numpy as np
import pyarrow as pa

from synthetic import columns as c
from synthetic.calendar import NEVER, age, birthday
from synthetic.care import Periods
from synthetic.draws import about, between, happens, late_share, pick, series
from synthetic.front_door import office_time
from synthetic.need import visit_gaps
from synthetic.people import People
from synthetic.teams import LEAVERS, TEAM_IDS
from synthetic.world import World

ELIGIBILITY = ("Relevant", "Former Relevant", "Qualifying")
ACTIVITY = (
    "education", "employment", "training", "employment_or_training", "neet_illness_disability", "neet_other",
    "neet_pregnancy_parenting", "not_known",
)  # fmt: skip
ACTIVITY_903 = ("F2", "F5", "F5", "P5", "G4", "G5", "G6")


class Leavers:
    """One row per young person supported after care."""

    def __init__(self, child: np.ndarray, start: np.ndarray, end: np.ndarray, locality: np.ndarray) -> None:
        self.child, self.start, self.end, self.locality = child, start, end, locality
        self.latest_contact = np.full(len(child), -1)
        self.latest_plan = np.full(len(child), -1)


def write(world: World, people: People, periods: Periods) -> Leavers:
    rng = world.rng("leaving_care")
    leavers = _spells(world, rng, people, periods)
    _pathway_plans(world, rng, people, periods, leavers)
    _visits(world, rng, people, leavers)
    _observations(world, rng, people, leavers)
    return leavers


def _spells(world: World, rng: np.random.Generator, people: People, periods: Periods) -> Leavers:
    """ext_care_leaver_spell: from leaving care at 16 or later to 21, and for some to 25."""
    born = people.born[periods.child]
    is_last = np.append(periods.child[1:] != periods.child[:-1], True)
    after_16 = (periods.end >= birthday(born, 16)) & (periods.end - periods.start >= 92) & ~periods.is_short_break
    rows = np.flatnonzero(is_last & after_16 & (periods.end <= world.as_of))
    child, start = periods.child[rows], periods.end[rows]
    born = people.born[child]
    at_21 = birthday(born, 21)
    longer = happens(rng, 0.5, len(rows))
    end = np.where(longer, at_21 + 60 + about(rng, 1000, len(rows)), at_21)
    end = np.where(happens(rng, 0.06, len(rows)), start + 200 + about(rng, 300, len(rows)), end)
    end = np.minimum(end, birthday(born, 25))
    kept = (end > start) & (end > world.history_from)
    leavers = Leavers(child[kept], start[kept], end[kept], people.locality[people.family[child[kept]]])
    ended = np.where(leavers.end <= world.as_of, leavers.end, NEVER)
    eligibility = np.where(birthday(people.born[leavers.child], 18) > world.as_of, 0, 1)
    eligibility = np.where(happens(rng, 0.03, len(leavers.child)), 2, eligibility)
    world.add(
        "ext_care_leaver_spell",
        {
            "spell_id": c.ids("CL", np.arange(len(leavers.child))),
            "person_id": c.ids("C", leavers.child),
            "eligibility": c.codes(ELIGIBILITY, eligibility),
            "support_started_on": c.dates(leavers.start),
            "support_ended_on": c.dates(ended),
            "end_reason": c.codes(
                ("Reached the age of support",), np.zeros(len(leavers.child), int), where=ended < NEVER
            ),
        },
        person=leavers.child,
        when=leavers.start,
        until=ended,
    )
    return leavers


def _pathway_plans(world: World, rng: np.random.Generator, people: People, periods: Periods, leavers: Leavers) -> None:
    """ext_pathway_plan: from sixteen in care, and on after it; the older, the more often in time."""
    real = np.flatnonzero(~periods.is_short_break & (periods.end > world.history_from - 400))
    # In care and support afterwards is one stretch for the plan.
    child = np.concatenate([periods.child[real], leavers.child])
    born = people.born[child]
    start = np.concatenate([np.maximum(periods.start[real] + 92, birthday(born[: len(real)], 16) + 20), leavers.start])
    start = np.maximum(start, world.history_from - 400)
    end = np.minimum(np.concatenate([periods.end[real], leavers.end]), world.as_of + 1)
    after = np.arange(len(child)) >= len(real)
    first = start + np.where(after, between(rng, 0, 120, len(child)), between(rng, 5, 100, len(child)))
    rows = np.flatnonzero((first < end) & happens(rng, 0.97, len(child)))

    def gaps(row: np.ndarray, near: np.ndarray) -> np.ndarray:
        years = (near - born[rows[row]]) / 365.25
        share = np.where(~after[rows[row]], 0.66, np.where(years < 19, 0.84, np.where(years < 22, 0.88, 0.92)))
        return visit_gaps(rng, 182, late_share(1 - share))

    owner, day = series(first[rows], end[rows], 0.9 * 182, gaps)
    owner, day = np.concatenate([rows, rows[owner]]), np.concatenate([first[rows], day])
    world.add(
        "ext_pathway_plan",
        {
            "pathway_plan_id": c.ids("PW", np.arange(len(owner))),
            "person_id": c.ids("C", child[owner]),
            "completed_on": c.dates(day),
        },
        person=child[owner],
    )
    of_leaver = owner >= len(real)
    np.maximum.at(leavers.latest_plan, owner[of_leaver] - len(real), day[of_leaver])


def _visits(world: World, rng: np.random.Generator, people: People, leavers: Leavers) -> None:
    """ext_visit with purpose care_leaver: every two months to 21, then every six."""
    born = people.born[leavers.child]
    end = np.minimum(leavers.end, world.as_of + 1)
    turning = np.clip(birthday(born, 21), leavers.start, end)
    start = np.maximum(leavers.start, world.history_from - 300)

    def young(row: np.ndarray, near: np.ndarray) -> np.ndarray:
        return visit_gaps(rng, 61, late_share(1 - world.climate.chance(0.80, near, leavers.locality[row], 0.4)))

    owner, day = series(start, np.maximum(turning, start), 58.0, young)
    older, later = series(
        np.maximum(turning, start), end, 165.0, lambda row, near: visit_gaps(rng, 183, np.full(len(row), 0.12))
    )
    owner, day = np.concatenate([owner, older]), np.concatenate([day, later])
    kept = world.noted(rng, day)
    owner, day = owner[kept], day[kept]
    order = np.lexsort((day, owner))
    owner, day = owner[order], day[order]
    seen = happens(rng, 0.97, len(owner))
    world.add(
        "ext_visit",
        {
            "visit_id": c.ids("VL", np.arange(len(owner))),
            "person_id": c.ids("C", leavers.child[owner]),
            "referral_id": c.ids("R", np.full(len(owner), -1)),
            "purpose": c.same("care_leaver", len(owner)),
            "visit_at": c.stamps(office_time(rng, day)),
            "seen": c.flags(seen),
            "seen_alone": c.flags(seen),
            "worker_id": pa.nulls(len(owner), pa.string()),
        },
        person=leavers.child[owner],
    )
    np.maximum.at(leavers.latest_contact, owner, day)


def _observations(world: World, rng: np.random.Generator, people: People, leavers: Leavers) -> None:
    """ext_care_leaver_status: about every ten weeks; a young person's position changes now and then."""
    start = np.maximum(leavers.start, world.history_from - 300)
    end = np.minimum(leavers.end, world.as_of + 1)
    owner, day = series(start, end, 75.0, lambda row, near: between(rng, 40, 110, len(row)))
    first = np.flatnonzero(start + 10 < end)
    owner, day = np.concatenate([first, owner]), np.concatenate([start[first] + 10, day])
    order = np.lexsort((day, owner))
    owner, day = owner[order], day[order]
    size = len(owner)
    # A new position is drawn about once a year; the row before is carried on otherwise.
    changes = np.concatenate(([True], owner[1:] != owner[:-1])) | happens(rng, 0.2, size)
    since = np.maximum.accumulate(np.where(changes, np.arange(size), 0))
    activity = pick(rng, (23, 14, 7, 8, 12, 26, 7, 3), size)[since]
    years = age(people.born[leavers.child[owner]], day)
    higher = (activity == 0) & (years >= 18) & happens(rng, 0.3, size)[since]
    suitable = happens(rng, 0.915, size)[since]
    world.add(
        "ext_care_leaver_status",
        {
            "observation_id": c.ids("OB", np.arange(size)),
            "person_id": c.ids("C", leavers.child[owner]),
            "observed_on": c.dates(day),
            "accommodation_suitable": c.flags(suitable),
            "activity": c.codes(ACTIVITY, activity),
            "in_higher_education": c.flags(higher),
        },
        person=leavers.child[owner],
    )


def write_register(world: World, people: People, leavers: Leavers, worker: np.ndarray) -> None:
    """ssd_care_leavers: the latest position of those supported on the day; `worker` is the personal adviser or -1."""
    rng = world.rng("leaving_care")
    rows = np.flatnonzero(leavers.end > world.as_of)
    child, size = leavers.child[rows], len(rows)
    young = birthday(people.born[child], 18) > world.as_of
    activity = pick(rng, (26, 16, 8, 9, 11, 22, 6), size)
    home = ("U", "E", "D", "B", "Z", "T", "X")
    stays = pick(rng, (40, 18, 18, 10, 8, 4, 2), size)
    stays = np.where(young & (stays == 4), 1, stays)
    touch = happens(rng, 0.95, size)
    world.add(
        "ssd_care_leavers",
        {
            "clea_table_id": c.ids("LT", np.arange(size)),
            "clea_person_id": c.ids("C", child),
            "clea_care_leaver_eligibility": c.codes(ELIGIBILITY, np.where(young, 0, 1)),
            "clea_care_leaver_in_touch": c.codes(("NO", "YES"), touch.astype(int)),
            "clea_care_leaver_latest_contact": c.dates(
                leavers.latest_contact[rows], where=leavers.latest_contact[rows] > 0
            ),
            "clea_care_leaver_accommodation": c.codes(home, stays, where=touch),
            "clea_care_leaver_accom_suitable": c.codes(
                ("1", "2"), (~happens(rng, 0.915, size)).astype(int), where=touch
            ),
            "clea_care_leaver_activity": c.codes(ACTIVITY_903, activity, where=touch),
            "clea_pathway_plan_review_date": c.dates(leavers.latest_plan[rows], where=leavers.latest_plan[rows] > 0),
            "clea_care_leaver_personal_advisor": c.ids("W", worker[rows]),
            "clea_care_leaver_allocated_team": c.codes(TEAM_IDS, LEAVERS + leavers.locality[rows] // 3),
            "clea_care_leaver_worker_id": c.ids("W", worker[rows]),
        },
        person=child,
    )
