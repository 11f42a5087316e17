"""Workers who come and go, the posts they fill, and who is allocated to which child.

A team has desks; at a desk one worker follows another, sometimes after a gap. The work for a child is cut into
stretches by stage (assessment, plan, care, after care), each given to a desk; the workers at the desk in that time
are the allocated ones. So a leaver's children wait for the successor, and change worker when he or she comes.
"""

import numpy as np

from synthetic import columns as c
from synthetic.calendar import NEVER
from synthetic.care import Periods
from synthetic.cases import Cases
from synthetic.draws import about, between, happens, pick, repeat, series
from synthetic.early_help import Helped
from synthetic.leaving_care import Leavers
from synthetic.people import People
from synthetic.teams import (
    ASSESSMENT,
    CARE,
    DISABLED,
    EARLY_HELP,
    FRONT_DOOR,
    LEAVERS,
    REVIEWING,
    SAFEGUARDING,
    TEAM_IDS,
    TEAMS,
)
from synthetic.words import FORENAMES, LEAVING_REASONS, SURNAMES
from synthetic.world import World

ROLES = ("allocated_social_worker", "personal_adviser", "early_help_worker", "independent_reviewing_officer")
LOAD = (17.0, 21.0, 26.0, 68.0)  # children at a desk, by role
CHANGE_REASONS = ("FCONTA", "MANAGE", "LEFTRL", "TSPROC")
TITLES = (
    "Social Worker",
    "Personal Adviser",
    "Early Help Worker",
    "Independent Reviewing Officer",
    "CP conference chair",
    "Team Manager",
)


class Staff:
    """Who was allocated when: involvements in order of child and start."""

    def __init__(self, child: np.ndarray, start: np.ndarray, worker: np.ndarray) -> None:
        order = np.lexsort((start, child))
        self._key, self._child, self._worker = child[order] * NEVER + start[order], child[order], worker[order]

    def at(self, child: np.ndarray, day: np.ndarray) -> np.ndarray:
        """The worker whose involvement with the child began last, on or before the day; -1 where there was none."""
        if not len(self._key):
            return np.full(len(child), -1)
        found = np.searchsorted(self._key, child * NEVER + day, side="right") - 1
        return np.where((found >= 0) & (self._child[found] == child), self._worker[found], -1)


class _Stretches:
    """Work for a child that one desk of one team does, with the role it is done in."""

    def __init__(self) -> None:
        self._parts: list[tuple[np.ndarray, ...]] = []

    def add(
        self, child: np.ndarray, start: np.ndarray, end: np.ndarray, team: np.ndarray, role: int, case: np.ndarray
    ) -> None:
        kept = end > start
        rows = (child[kept], start[kept], end[kept], team[kept], np.full(int(kept.sum()), role), case[kept])
        self._parts.append(rows)

    def whole(self) -> tuple[np.ndarray, ...]:
        return tuple(np.concatenate(columns) for columns in zip(*self._parts, strict=True))


def write(
    world: World, people: People, cases: Cases, periods: Periods, leavers: Leavers, helped: Helped
) -> tuple[Staff, Staff]:
    """ssd_professionals, ext_worker, ext_post, ssd_involvements; returns the social workers and advisers, and the helpers."""
    rng = world.rng("workforce")
    child, start, end, team, role, case = _stretches(world, rng, people, cases, periods, leavers, helped).whole()
    # Work passes to another desk of the team now and then.
    patience = np.where(role == 3, 1500.0, np.where((team >= CARE) & (team < DISABLED), 480.0, 460.0))
    owner, passed = series(
        start, end, patience, lambda row, near: 30 + rng.exponential(patience[row] - 30).astype(np.int64)
    )
    owner = np.concatenate([np.arange(len(child)), owner])
    begins = np.concatenate([start, passed])
    order = np.lexsort((begins, owner))
    owner, begins = owner[order], begins[order]
    is_last = np.append(owner[1:] != owner[:-1], True)
    ends = np.where(is_last, end[owner], np.append(begins[1:], 0))
    first_desk, desks, weight = _desks(world, rng, start, end, team, role)
    group = role[owner] * len(TEAMS) + team[owner]
    desk = first_desk[group] + _choose(rng, first_desk[group], desks[group], weight)
    tenure = _tenures(world, rng, desks)
    _write_workers(world, rng, tenure, weight, np.repeat(np.arange(len(desks)), desks))
    # Who sat at the desk while the work lasted.
    low = np.searchsorted(tenure["desk"] * NEVER + tenure["end"], desk * NEVER + begins, side="right")
    high = np.searchsorted(tenure["desk"] * NEVER + tenure["start"], desk * NEVER + ends, side="left")
    row, nth = repeat(np.maximum(high - low, 0))
    worker = low[row] + nth
    from_day = np.maximum(begins[row], tenure["start"][worker])
    to_day = np.minimum(ends[row], tenure["end"][worker])
    # Some children are left with a worker who has gone: nobody ended the involvement, nobody took over.
    left = (tenure["end"][worker] <= world.as_of) & (to_day == tenure["end"][worker]) & (ends[row] > world.as_of)
    forgotten = left & (tenure["end"][worker] > world.as_of - 120) & happens(rng, 0.3, len(row))
    to_day = np.where(forgotten, NEVER, to_day)
    after = np.zeros(len(owner), np.int64)
    np.maximum.at(after, row[forgotten], from_day[forgotten])
    kept = (from_day < to_day) & (from_day <= world.as_of) & ((after[row] == 0) | (from_day <= after[row]))
    row, worker, from_day, to_day, nth = row[kept], worker[kept], from_day[kept], to_day[kept], nth[kept]
    source = owner[row]
    why = np.where(nth > 0, 2, np.where(begins[row] > start[source], 1, np.where(team[source] < SAFEGUARDING, 0, 3)))
    ended = np.where(to_day <= world.as_of, to_day, NEVER)
    world.add(
        "ssd_involvements",
        {
            "invo_involvements_id": c.ids("I", np.arange(len(row))),
            "invo_professional_id": c.ids("W", worker),
            "invo_professional_role_id": c.codes(ROLES, role[source]),
            "invo_professional_team": c.codes(TEAM_IDS, team[source]),
            "invo_involvement_start_date": c.dates(from_day),
            "invo_involvement_end_date": c.dates(ended),
            "invo_worker_change_reason": c.codes(CHANGE_REASONS, why),
            "invo_person_id": c.ids("C", child[source]),
            "invo_referral_id": c.ids("R", case[source]),
        },
        person=child[source],
    )
    lead, helper = role[source] < 2, role[source] == 2
    return tuple(Staff(child[source][of], from_day[of], worker[of]) for of in (lead, helper))


def _stretches(
    world: World,
    rng: np.random.Generator,
    people: People,
    cases: Cases,
    periods: Periods,
    leavers: Leavers,
    helped: Helped,
) -> _Stretches:
    work = _Stretches()
    earliest = world.history_from - 500
    size = len(cases.child)
    given = np.minimum(
        world.working.add(cases.referred, np.where(happens(rng, 0.9, size), 0, between(rng, 1, 8, size))), cases.closed
    )
    plan = np.minimum(
        np.where(cases.cp_start < NEVER, cases.cp_start, NEVER),
        np.where(cases.cin_start < NEVER, cases.cin_start, NEVER),
    )
    handed = np.where(plan < NEVER, np.maximum(np.minimum(plan, cases.assessment_end), given), cases.closed)
    until_care = np.minimum(cases.care_start, cases.closed)
    work.add(cases.child, given, np.minimum(handed, until_care), ASSESSMENT + cases.locality, 0, cases.number)
    work.add(cases.child, handed, until_care, SAFEGUARDING + cases.locality, 0, cases.number)
    last_care = np.where(cases.care_again_end < NEVER, cases.care_again_end, cases.care_end)
    home = np.where(cases.care_start < NEVER, last_care, cases.closed)
    work.add(cases.child, home, cases.closed, SAFEGUARDING + cases.locality, 0, cases.number)
    locality = people.locality[people.family[periods.child]]
    team = np.where(periods.is_short_break, DISABLED, CARE + locality)
    start = np.maximum(periods.start, earliest)
    work.add(periods.child, start, periods.end, team, 0, periods.case)
    # Between two periods of care the child stays with the care team.
    gap = np.flatnonzero(cases.care_again_start < NEVER)
    work.add(cases.child[gap], cases.care_end[gap], cases.care_again_start[gap], CARE + cases.locality[gap], 0, gap)
    real = ~periods.is_short_break
    reviewing = np.full(int(real.sum()), REVIEWING)
    work.add(periods.child[real], start[real] + 5, periods.end[real], reviewing, 3, periods.case[real])
    none = np.full(len(leavers.child), -1)
    work.add(leavers.child, np.maximum(leavers.start, earliest), leavers.end, LEAVERS + leavers.locality // 3, 1, none)
    home_of = people.locality[people.family[helped.child]]
    work.add(helped.child, helped.start, helped.end, EARLY_HELP + home_of % 2, 2, np.full(len(helped.child), -1))
    return work


def _desks(
    world: World, rng: np.random.Generator, start: np.ndarray, end: np.ndarray, team: np.ndarray, role: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Desks by role and team, enough for the work of the last months; and the full-time equivalent of each."""
    groups = len(ROLES) * len(TEAMS)
    load = np.zeros(groups)
    for back in (15, 120, 240):
        day = world.as_of - back
        open_then = (start <= day) & (end > day)
        load += np.bincount((role * len(TEAMS) + team)[open_then], minlength=groups) / 3
    used = np.bincount(role * len(TEAMS) + team, minlength=groups) > 0
    desks = np.where(used, np.maximum(np.rint(load / np.repeat(LOAD, len(TEAMS))), 1), 0).astype(np.int64)
    first = np.cumsum(desks) - desks
    fte = np.array([1.0, 0.8, 0.6])[pick(rng, (84, 9, 7), int(desks.sum()))]
    return first, desks, fte


def _choose(rng: np.random.Generator, first: np.ndarray, count: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """A desk for each piece of work: part-time desks get less, the rest is dealt round so that loads stay even."""
    drawn = (rng.random(len(first)) * count).astype(np.int64)
    again = (rng.random(len(first)) * count).astype(np.int64)
    too_much = rng.random(len(first)) > weight[first + drawn]
    return np.where(too_much, again, drawn)


def _tenures(world: World, rng: np.random.Generator, desks: np.ndarray) -> dict[str, np.ndarray]:
    """One row per worker: the desk, first and last day. Every desk is taken, left, empty for a while, and taken again."""
    total = int(desks.sum())
    start = np.full(total, world.history_from - 1800)
    end = np.full(total, world.as_of + 1)
    owner, left = series(start, end, 1400.0, lambda row, near: 90 + rng.exponential(1310, len(row)).astype(np.int64))
    empty = np.where(happens(rng, 0.45, len(owner)), between(rng, 0, 3, len(owner)), 5 + about(rng, 22, len(owner)))
    every = np.arange(total)
    # By desk: the first day of the desk and of each successor, and beside them the days they left.
    first = np.argsort(np.concatenate([every, owner]), kind="stable")
    last = np.argsort(np.concatenate([owner, every]), kind="stable")
    desk = np.concatenate([every, owner])[first]
    begins = np.concatenate([start, left + np.minimum(empty, 85)])[first]
    leaves = np.concatenate([left, np.full(total, NEVER)])[last]
    kept = begins <= world.as_of
    return {"desk": desk[kept], "start": begins[kept], "end": leaves[kept]}


def _write_workers(
    world: World, rng: np.random.Generator, tenure: dict[str, np.ndarray], fte: np.ndarray, group_of_desk: np.ndarray
) -> None:
    """ssd_professionals, ext_worker, ext_post; managers and conference chairs hold no cases and follow at the end."""
    group = group_of_desk[tenure["desk"]]
    team, kind = group % len(TEAMS), group // len(TEAMS)
    chairs, managers = 5, len(TEAMS) - 1
    size = len(team) + chairs + managers
    team = np.concatenate([team, np.full(chairs, REVIEWING), np.arange(managers)])
    kind = np.concatenate([kind, np.full(chairs, 4), np.full(managers, 5)])
    apart = np.full(chairs + managers, world.history_from - 700)
    started = np.concatenate([tenure["start"], apart + about(rng, 300, len(apart))])
    left = np.concatenate([tenure["end"], np.full(chairs + managers, NEVER)])
    share = np.concatenate([fte[tenure["desk"]], np.ones(chairs + managers)])
    gone = left <= world.as_of
    social = np.isin(kind, (0, 3, 4)) | ((kind == 5) & (team <= DISABLED))
    agency = (kind == 0) & happens(rng, 0.17, size) & (team > FRONT_DOOR)
    number = np.arange(size)
    # Every pair of names once; then again with a middle initial, so that no two workers share a name.
    pairs = len(FORENAMES) * len(SURNAMES)
    full = [
        f"{FORENAMES[n % len(FORENAMES)]} {chr(64 + n // pairs) + '. ' if n >= pairs else ''}"
        f"{SURNAMES[(n // len(FORENAMES) + 7 * n) % len(SURNAMES)]}"
        for n in range(size)
    ]
    world.add(
        "ssd_professionals",
        {
            "prof_professional_id": c.ids("W", number),
            "prof_staff_id": c.ids("E", number),
            "prof_professional_name": c.codes(full, number),
            "prof_social_worker_registration_no": c.ids("SW", number, where=social),
            "prof_professional_job_title": c.codes(TITLES, kind),
            "prof_professional_department": c.codes([row[1] for row in TEAMS], team),
            "prof_full_time_equivalency": c.decimals(share, 2),
            "prof_agency_worker_flag": c.flags(agency),
        },
    )
    rated = happens(rng, 0.9, size) & gone
    review = world.as_of - np.where(happens(rng, 0.84, size), between(rng, 5, 360, size), between(rng, 370, 700, size))
    reviewed = (review > started + 180) & ~gone
    world.add(
        "ext_worker",
        {
            "worker_id": c.ids("W", number),
            "is_social_worker": c.flags(social),
            "role": c.codes(TITLES, kind),
            "started_on": c.dates(started),
            "left_on": c.dates(np.where(gone, left, NEVER)),
            "performance_rating": c.codes(("green", "blue", "other"), pick(rng, (58, 24, 18), size), where=rated),
            "pdr_completed_on": c.dates(review, where=reviewed),
            "is_agency": c.flags(agency),
            "rated_on": c.dates(np.maximum(left - 30, started), where=rated),
            "leaving_reason": c.codes(LEAVING_REASONS, np.where(agency, 4, pick(rng, (5, 2, 2, 1), size)), where=gone),
        },
    )
    _posts(world, tenure, fte, group_of_desk, agency[: len(tenure["desk"])])


def _posts(
    world: World, tenure: dict[str, np.ndarray], fte: np.ndarray, group_of_desk: np.ndarray, agency: np.ndarray
) -> None:
    """ext_post: a post for each desk, held or vacant."""
    desk, start, end = tenure["desk"], tenure["start"], np.minimum(tenure["end"], world.as_of + 1)
    # Established posts that nobody has been found for have no desk.
    unfilled = np.flatnonzero((group_of_desk < len(TEAMS)) & (np.arange(len(fte)) % 11 == 5))
    follows = np.append(np.where(desk[1:] == desk[:-1], start[1:], world.as_of + 1), world.as_of + 1)
    empty = np.flatnonzero(follows > end)
    post = np.concatenate([desk, desk[empty], len(fte) + np.arange(len(unfilled))])
    state = np.concatenate([agency.astype(int), np.full(len(empty) + len(unfilled), 2)])
    begins = np.concatenate([start, end[empty], np.full(len(unfilled), world.as_of - 900)])
    ends = np.concatenate([end, follows[empty], np.full(len(unfilled), world.as_of + 1)])
    group_of_post = np.concatenate([group_of_desk, group_of_desk[unfilled]])
    size_of_post = np.concatenate([fte, np.ones(len(unfilled))])
    order = np.lexsort((begins, post))
    post, state, begins, ends = post[order], state[order], begins[order], ends[order]
    group = group_of_post[post]
    world.add(
        "ext_post",
        {
            "post_id": c.ids("PO", post),
            "team_id": c.codes(TEAM_IDS, group % len(TEAMS)),
            "role": c.codes(TITLES, group // len(TEAMS)),
            "fte": c.decimals(size_of_post[post], 2),
            "state": c.codes(("permanent", "agency", "vacant"), state),
            "state_from": c.dates(begins),
            "state_to": c.dates(np.where(ends <= world.as_of, ends, NEVER)),
        },
    )
