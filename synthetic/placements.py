"""Where children in care live, their legal status, and the episodes that both together make."""

import numpy as np

from synthetic import columns as c
from synthetic.calendar import NEVER, age, birthday
from synthetic.care import Periods
from synthetic.cases import Cases
from synthetic.draws import about, between, happens, pick, series
from synthetic.people import People, postcodes
from synthetic.words import CHANGE_REASON, PRIMARY_NEED
from synthetic.world import World

TYPES = ("U6", "U4", "U3", "U1", "U5", "K2", "P1", "R1", "S1", "A6", "Z1", "K1", "T0", "T4")
PROVIDERS = ("PR0", "PR1", "PR4", "PR5", "PR2")
STATUSES = ("V2", "C1", "C2", "E1", "V4", "J1", "L2")
LAST_REASONS = ("E4A", "E4B", "E12", "E45", "E46", "E41", "E13", "E5", "E6", "E7", "E8", "E17", "E9")
NEIGHBOURS = ("901", "902", "903", "NIR", "WAL")


class Placements:
    """Rows of ssd_cla_placement. `stay` numbers stays with one carer: it does not change where only the status does."""

    def __init__(
        self, period: np.ndarray, start: np.ndarray, end: np.ndarray, kind: np.ndarray, stay: np.ndarray
    ) -> None:
        self.period, self.start, self.end, self.kind, self.stay = period, start, end, kind, stay
        self.number = np.arange(len(period))
        self.lasting = np.zeros(len(period), bool)


def write(world: World, people: People, cases: Cases, periods: Periods) -> Placements:
    rng = world.rng("placements")
    status_owner, status_start, status = _legal(world, rng, people, periods)
    placed = _placements(world, rng, people, periods)
    # With parents (P1) does not go with section 20 (V2): such a stay is with relatives instead.
    at = (
        np.searchsorted(status_owner * 100_000 + status_start, placed.period * 100_000 + placed.start, side="right") - 1
    )
    placed.kind = np.where((placed.kind == 6) & (status[at] == 0), 2, placed.kind)
    _episodes(world, rng, people, cases, periods, placed, status_owner, status_start)
    _write_placements(world, rng, people, periods, placed)
    _write_status(world, periods, status_owner, status_start, status)
    return placed


def _placements(world: World, rng: np.random.Generator, people: People, periods: Periods) -> Placements:
    """A first placement that is often a bridge, then a settled, a changing or a restless course."""
    size = len(periods.child)
    end = np.minimum(periods.end, world.as_of + 1)
    course = np.where(people.is_uasc[periods.child], 1, pick(rng, (67, 18, 15), size))
    mean_gap = np.array([3600.0, 560.0, 120.0])[course]
    bridge = np.where(happens(rng, 0.4, size), 10 + about(rng, 70, size), 0)
    begun = np.where((bridge > 0) & (periods.start + bridge < end), periods.start + bridge, periods.start)
    begun = np.where(periods.is_short_break, periods.start, begun)

    def gaps(row: np.ndarray, near: np.ndarray) -> np.ndarray:
        return 9 + rng.exponential(mean_gap[row]).astype(np.int64)

    until = np.where(periods.is_short_break, begun, end)
    owner, day = series(begun, until, mean_gap, gaps)
    bridged = np.flatnonzero(begun > periods.start)
    owner = np.concatenate([np.arange(size), bridged, owner])
    day = np.concatenate([periods.start, begun[bridged], day])
    order = np.lexsort((day, owner))
    owner, day = owner[order], day[order]
    stay = np.arange(len(owner))
    is_last = np.append(owner[1:] != owner[:-1], True)
    last_day = np.where(is_last, periods.end[owner], np.append(day[1:], 0))
    # Foster carers become long-term carers of the same child: same carer, other status.
    length = np.minimum(last_day, world.as_of) - day
    confirmed = np.flatnonzero((length > 420) & happens(rng, 0.45, len(owner)) & ~periods.is_short_break[owner])
    confirmed_on = day[confirmed] + 240 + about(rng, 60, len(confirmed))
    fits = confirmed_on < np.minimum(last_day[confirmed], world.as_of)
    confirmed, confirmed_on = confirmed[fits], confirmed_on[fits]
    owner = np.concatenate([owner, owner[confirmed]])
    day = np.concatenate([day, confirmed_on])
    stay = np.concatenate([stay, stay[confirmed]])
    lasting = np.concatenate([np.zeros(len(is_last), bool), np.ones(len(confirmed), bool)])
    # Now and then a few days elsewhere (T4), and back to the same carer.
    owner, day, stay, lasting, until = _in_order(periods, owner, day, stay, lasting)
    away = np.flatnonzero((np.minimum(until, world.as_of) - day > 150) & happens(rng, 0.05, len(owner)))
    away = away[~periods.is_short_break[owner[away]]]
    left = day[away] + 40 + about(rng, 40, len(away))
    back = left + between(rng, 2, 7, len(away))
    fits = back + 10 < np.minimum(until[away], world.as_of)
    away, left, back = away[fits], left[fits], back[fits]
    first_free = int(stay.max(initial=0)) + 1
    owner = np.concatenate([owner, owner[away], owner[away]])
    day = np.concatenate([day, left, back])
    stay = np.concatenate([stay, first_free + np.arange(len(away)), stay[away]])
    lasting = np.concatenate([lasting, np.zeros(len(away), bool), lasting[away]])
    owner, day, stay, lasting, until = _in_order(periods, owner, day, stay, lasting)
    kind = _kinds(rng, people, periods, owner, day, stay, until)
    kind = np.where(lasting & (kind == 0), 1, np.where(lasting & (kind == 2), 3, kind))
    kind = np.where(stay >= first_free, TYPES.index("T4"), kind)
    placed = Placements(owner, day, until, kind, stay)
    placed.lasting = lasting
    return placed


def _in_order(
    periods: Periods, owner: np.ndarray, day: np.ndarray, stay: np.ndarray, lasting: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The rows by period and day, and the last day of each: where the next begins, or the period ends."""
    order = np.lexsort((day, owner))
    owner, day = owner[order], day[order]
    is_last = np.append(owner[1:] != owner[:-1], True)
    return owner, day, stay[order], lasting[order], np.where(is_last, periods.end[owner], np.append(day[1:], 0))


def _kinds(
    rng: np.random.Generator,
    people: People,
    periods: Periods,
    owner: np.ndarray,
    day: np.ndarray,
    stay: np.ndarray,
    until: np.ndarray,
) -> np.ndarray:
    """Type of each placement, the same through a stay: by age, and near the end of care with adopters or parents."""
    stays = int(stay.max(initial=0)) + 1
    begun = np.full(stays, NEVER)
    np.minimum.at(begun, stay, day)
    years = age(people.born[periods.child[owner]], begun[stay])
    young = pick(rng, (70, 0, 22, 0, 3, 0.5, 4, 0.5, 0, 0, 0, 0), stays)[stay]
    middle = pick(rng, (66, 0, 19, 0, 0, 10, 4, 0.5, 0.5, 0, 0, 0), stays)[stay]
    old = pick(rng, (45, 0, 9, 0, 0, 22, 3, 2, 1, 0, 16.5, 1.5), stays)[stay]
    kind = np.where(years < 5, young, np.where(years < 13, middle, old))
    kind = np.where((kind == 8) & (years < 5), 0, kind)
    adopted = happens(rng, 0.9, len(periods.child))[owner] & (years < 5) & (until == periods.end[owner])
    first = (begun[stay] == day) & (day > periods.start[owner] + 150)
    kind = np.where(adopted & first & (until - day < 1500), 9, kind)
    kind = np.where(periods.is_short_break[owner], 0, kind)
    return kind


def _legal(
    world: World, rng: np.random.Generator, people: People, periods: Periods
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Section 20 or an interim order first; most who stay come under a full order within the year."""
    size = len(periods.child)
    agreed = happens(rng, 0.48, size) | people.is_uasc[periods.child]
    first = np.where(agreed, 0, np.where(happens(rng, 0.04, size), 6, 1))
    stays_agreed = people.is_uasc[periods.child] | happens(rng, 0.17, size)
    to_interim = periods.start + np.where(agreed, 40 + about(rng, 110, size), 12)
    interim = np.where((first == 0) & ~stays_agreed, to_interim, np.where(first == 6, to_interim, NEVER))
    order_from = np.where(first == 1, periods.start, interim)
    final = np.where(order_from < NEVER, order_from + 170 + about(rng, 130, size), NEVER)
    young = (people.born[periods.child] > periods.start - 1600) & happens(rng, 0.45, size)
    owner = np.concatenate([np.arange(size)] * 3)
    day = np.concatenate([periods.start, interim, final])
    status = np.concatenate([first, np.ones(size, int), np.where(young, 3, 2)])
    status = np.where(periods.is_short_break[owner], 4, status)
    day = np.where(periods.is_short_break[owner] & (day > periods.start[owner]), NEVER, day)
    kept = day < np.minimum(periods.end[owner], world.as_of + 1)
    owner, day, status = owner[kept], day[kept], status[kept]
    order = np.lexsort((day, owner))
    return owner[order], day[order], status[order]


def _episodes(
    world: World, rng: np.random.Generator, people: People, cases: Cases, periods: Periods, placed: Placements,
    status_owner: np.ndarray, status_start: np.ndarray,
) -> None:  # fmt: skip
    """ssd_cla_episodes: a new one where the placement, the legal status or both change, chained with X1."""
    owner = np.concatenate([placed.period, status_owner])
    day = np.concatenate([placed.start, status_start])
    same_stay = np.concatenate(([False], placed.stay[1:] == placed.stay[:-1]))
    # 1 new carer, 2 new status of the placement only, 4 new legal status.
    what = np.concatenate([np.where(same_stay, 2, 1), np.full(len(status_owner), 4)])
    order = np.lexsort((day, owner))
    owner, day, what = owner[order], day[order], what[order]
    is_new = np.concatenate(([True], (owner[1:] != owner[:-1]) | (day[1:] != day[:-1])))
    at = np.flatnonzero(is_new)
    what = np.add.reduceat(what, at)
    owner, day = owner[at], day[at]
    is_first = np.concatenate(([True], owner[1:] != owner[:-1]))
    is_last = np.append(owner[1:] != owner[:-1], True)
    # S P T L B U
    reason = np.select([is_first, what == 1, what == 2, what == 4, what == 5, what == 6], [0, 1, 2, 3, 4, 5], 1)
    until = np.where(is_last, periods.end[owner], np.append(day[1:], 0))
    until = np.where(until <= world.as_of, until, NEVER)
    last = _last_reasons(world, rng, people, periods, placed)
    # The placement of the episode is the latest to start by its first day.
    key, placement_key = owner * 100_000 + day, placed.period * 100_000 + placed.start
    placement = np.searchsorted(placement_key, key, side="right") - 1
    need = np.where(periods.is_short_break, 1, pick(rng, list(PRIMARY_NEED.values()), len(periods.child)))
    need = np.where(people.is_uasc[periods.child], list(PRIMARY_NEED).index("N8"), need)
    contact = np.where(is_last & (until == NEVER), world.as_of - about(rng, 90, len(owner)), NEVER)
    contact = np.where(contact > day, contact, NEVER)
    child = periods.child[owner]
    world.add(
        "ssd_cla_episodes",
        {
            "clae_cla_episode_id": c.ids("E", np.arange(len(owner))),
            "clae_person_id": c.ids("C", child),
            "clae_cla_episode_start_date": c.dates(day),
            "clae_cla_episode_start_reason": c.codes(("S", "P", "T", "L", "B", "U"), reason),
            "clae_cla_primary_need_code": c.codes(list(PRIMARY_NEED), need[owner]),
            "clae_cla_episode_ceased_date": c.dates(until),
            "clae_cla_episode_ceased_reason": c.codes(
                (*LAST_REASONS, "X1"), np.where(is_last, last[owner], len(LAST_REASONS)), where=until < NEVER
            ),
            "clae_cla_id": c.ids("CP", owner),
            "clae_referral_id": c.ids("R", periods.case[owner]),
            "clae_cla_placement_id": c.ids("PL", placement),
            "clae_entered_care_date": c.dates(periods.start[owner]),
            "clae_cla_last_iro_contact_date": c.dates(contact, where=happens(rng, 0.25, len(owner))),
        },
        person=child,
        when=day,
        until=until,
    )


def _last_reasons(
    world: World, rng: np.random.Generator, people: People, periods: Periods, placed: Placements
) -> np.ndarray:
    born = people.born[periods.child]
    grown = periods.end >= birthday(born, 18)
    at = np.searchsorted(placed.period, periods.number, side="right") - 1
    adopted = placed.kind[at] == 9
    young = pick(rng, (30, 14, 0, 22, 4, 12, 10, 0, 0, 0, 8), len(born))
    leaving = 7 + pick(rng, (45, 6, 3, 14, 30, 2), len(born))
    return np.where(adopted & ~grown, 2, np.where(grown, leaving, np.where(periods.is_short_break, 10, young)))


def _write_placements(
    world: World, rng: np.random.Generator, people: People, periods: Periods, placed: Placements
) -> None:
    """ssd_cla_placement and ext_placement_detail; what belongs to the carer stays the same through a stay."""
    stays = int(placed.stay.max(initial=0)) + 1
    family = np.isin(placed.kind, (2, 3))
    chance_away = np.where(family, 0.2, np.where(placed.kind == 5, 0.52, np.where(placed.kind == 6, 0.06, 0.28)))
    away = rng.random(stays)[placed.stay] < chance_away
    far = happens(rng, 0.83, stays)[placed.stay]
    distance = np.where(
        away, np.where(far, 20.5 + rng.exponential(28, stays)[placed.stay], 6 + 13 * rng.random(stays)[placed.stay]), 0
    )
    distance = np.where(away, distance, 0.4 + rng.gamma(2, 3.4, stays)[placed.stay])
    own = happens(rng, 0.58, stays)[placed.stay]
    provider = np.where(placed.kind == 6, 0, np.where(family, 1, np.where(own & (placed.kind != 5), 1, 2)))
    provider = np.where((provider == 2) & happens(rng, 0.07, stays)[placed.stay], 3, provider)
    ended = np.where(placed.end <= world.as_of, placed.end, NEVER)
    followed = np.append(placed.period[1:] == placed.period[:-1], False)
    same_carer = np.append(placed.stay[1:] == placed.stay[:-1], False)
    reasons = [*CHANGE_REASON, "PLACE"]
    reason = np.where(same_carer, len(CHANGE_REASON), pick(rng, list(CHANGE_REASON.values()), len(placed.period)))
    child = periods.child[placed.period]
    world.add(
        "ssd_cla_placement",
        {
            "clap_cla_placement_id": c.ids("PL", placed.number),
            "clap_cla_placement_start_date": c.dates(placed.start),
            "clap_cla_placement_type": c.codes(TYPES, placed.kind),
            "clap_cla_placement_urn": c.ids("SC", placed.stay % 400, where=provider > 0),
            "clap_cla_placement_distance": c.decimals(
                np.minimum(distance, 320), 1, where=happens(rng, 0.99, len(child))
            ),
            "clap_cla_id": c.ids("CP", placed.period),
            "clap_cla_placement_provider": c.codes(PROVIDERS, provider),
            "clap_cla_placement_postcode": postcodes("ZP", placed.stay),
            "clap_cla_placement_end_date": c.dates(ended),
            "clap_cla_placement_change_reason": c.codes(reasons, reason, where=followed & (ended < NEVER)),
            "clap_person_id": c.ids("C", child),
        },
        person=child,
        when=placed.start,
        until=ended,
    )
    elsewhere = pick(rng, (40, 30, 26, 1, 3), stays)[placed.stay]
    world.add(
        "ext_placement_detail",
        {
            "placement_id": c.ids("PL", placed.number),
            "in_authority": c.flags(~away),
            "placement_la": c.codes(("999", *NEIGHBOURS), np.where(away, 1 + elsewhere, 0)),
            "intended_until_18": c.flags(placed.lasting),
        },
        person=child,
    )


def _write_status(world: World, periods: Periods, owner: np.ndarray, start: np.ndarray, status: np.ndarray) -> None:
    """ssd_legal_status."""
    is_last = np.append(owner[1:] != owner[:-1], True)
    until = np.where(is_last, periods.end[owner], np.append(start[1:], 0))
    until = np.where(until <= world.as_of, until, NEVER)
    world.add(
        "ssd_legal_status",
        {
            "lega_legal_status_id": c.ids("LS", np.arange(len(owner))),
            "lega_person_id": c.ids("C", periods.child[owner]),
            "lega_legal_status": c.codes(STATUSES, status),
            "lega_legal_status_start_date": c.dates(start),
            "lega_legal_status_end_date": c.dates(until),
        },
        person=periods.child[owner],
        when=start,
        until=until,
    )
