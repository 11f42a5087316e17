"""Contacts and their decisions, referrals, and the first visit to a child who was referred."""

import numpy as np
import pyarrow as pa

from synthetic import columns as c
from synthetic.calendar import NEVER
from synthetic.cases import Cases
from synthetic.draws import about, between, happens, pick
from synthetic.people import People
from synthetic.teams import ASSESSMENT, FRONT_DOOR, TEAM_IDS
from synthetic.words import CONTACT_SOURCE, PRIMARY_NEED, PROFESSIONAL_SOURCES
from synthetic.world import World

HOUR = 3600
KNOWN_CONTACTS_A_MONTH = 545.0  # of families that have been or will be referred
NEW_CONTACT_FAMILIES_A_MONTH = 470.0
OUTCOMES = ("referral", "early_help", "advice", "closed")
CLOSURES = ("RC1", "RC3", "RC6", "RC7", "RC8")


class EarlyHelpWanted:
    """Children whose contact led to early help, with the day and the contact's locality."""

    def __init__(self, child: np.ndarray, day: np.ndarray) -> None:
        self.child, self.day = child, day


def office_time(rng: np.random.Generator, days: np.ndarray) -> np.ndarray:
    """A second of the day in working hours, seldom on the full hour."""
    return days * 86400 + between(rng, 8 * HOUR + 60, 18 * HOUR, len(days))


def write(world: World, people: People, cases: Cases) -> EarlyHelpWanted:
    """Write contacts, referrals and initial visits; returns who was passed on to early help."""
    rng = world.rng("contacts")
    sources = list(CONTACT_SOURCE)
    weights = [weight for _, weight in CONTACT_SOURCE.values()]
    source = pick(rng, weights, int(cases.family_case.max(initial=0)) + 1)[cases.family_case]
    _referrals(world, rng, people, cases, source, sources)
    _first_visits(world, rng, people, cases)

    # Contacts that became referrals: the same day or the day before.
    with_contact = np.flatnonzero(happens(rng, 0.965, len(cases.child)) & (cases.referred <= world.as_of))
    early = happens(rng, 0.2, int(cases.family_case.max(initial=0)) + 1)[cases.family_case[with_contact]]
    led = {
        "child": cases.child[with_contact], "day": cases.referred[with_contact] - early, "case": with_contact,
        "source": source[with_contact], "outcome": np.zeros(len(with_contact), np.int64),
        "event": cases.family_case[with_contact],
    }  # fmt: skip
    other = _other_contacts(world, rng, people, cases, weights, int(cases.family_case.max(initial=0)) + 1)
    everything = {name: np.concatenate([led[name], other[name]]) for name in led}
    order = np.argsort(everything["day"], kind="stable")
    everything = {name: values[order] for name, values in everything.items()}
    wanted = _contacts(world, rng, people, everything, sources)
    return EarlyHelpWanted(everything["child"][wanted], everything["day"][wanted])


def _other_contacts(
    world: World, rng: np.random.Generator, people: People, cases: Cases, weights: list[float], first_event: int
) -> dict[str, np.ndarray]:
    """Contacts that did not become referrals, about families known from their cases and about others."""
    days = np.arange(world.start, world.as_of + 1)
    demand = world.climate.demand(days) * 12 / 365.25 * world.scale
    known_days = np.repeat(days, rng.poisson(KNOWN_CONTACTS_A_MONTH * demand))
    # A known family is one with a referral in the months around the contact.
    order = np.argsort(cases.referred, kind="stable")
    near = np.searchsorted(cases.referred[order], known_days - between(rng, -30, 400, len(known_days)))
    known = people.family[cases.child[order[np.clip(near, 0, len(order) - 1)]]]
    first = np.repeat(days, rng.poisson(NEW_CONTACT_FAMILIES_A_MONTH * demand))
    new = people.new_families(first)
    again = [(new, first)]
    while len(again[-1][0]):
        family, day = again[-1]
        more = happens(rng, 0.36, len(family))
        again.append((family[more], day[more] + 7 + about(rng, 200, int(more.sum()))))
    family = np.concatenate([known, *(part[0] for part in again)])
    day = np.concatenate([known_days, *(part[1] for part in again)])
    family, day = family[day <= world.as_of], day[day <= world.as_of]
    outcome = 1 + pick(rng, (19, 42, 39), len(family))
    source = pick(rng, weights, len(family))
    owner, child = people.children_of(family)
    born = people.born[child]
    kept = (born - day[owner] < 100) & (day[owner] - born < 6500) & happens(rng, 0.93, len(child))
    owner, child = owner[kept], child[kept]
    return {
        "child": child, "day": day[owner], "case": np.full(len(child), -1), "source": source[owner],
        "outcome": outcome[owner], "event": first_event + owner,
    }  # fmt: skip


def _contacts(
    world: World, rng: np.random.Generator, people: People, of: dict[str, np.ndarray], sources: list[str]
) -> np.ndarray:
    """ssd_contacts and ext_contact_decision; returns the rows that led to early help."""
    size, day, child = len(of["child"]), of["day"], of["child"]
    events = int(of["event"].max(initial=0)) + 1
    locality = people.locality[people.family[child]]
    base = np.zeros(events, np.int64)
    base[of["event"]] = day
    received = office_time(rng, base)[of["event"]]
    risk = happens(rng, 0.02, events)[of["event"]]
    prompt = happens(rng, world.climate.chance(0.775, day, locality, 0.5), size)
    hours = np.where(prompt, 0.3 + 23 * rng.random(size) ** 1.5, 25 + rng.exponential(30, size))
    hours = np.where(
        risk, np.where(happens(rng, 0.88, size), 0.5 + 5 * rng.random(size), 27 + 9 * rng.random(size)), hours
    )
    swift = happens(rng, np.where(risk, 1.0, 0.8), size)
    more = np.where(risk, 0.2, np.where(swift, 30 * rng.random(size) ** 2, 72 + rng.exponential(24, size)))
    first = received + (hours * HOUR).astype(np.int64)
    final = first + (more * HOUR).astype(np.int64)
    end_of_extract = (world.as_of + 1) * 86400
    first, final = (np.where(t < end_of_extract, t, NEVER * 86400) for t in (first, final))
    information = (of["outcome"] == 3) & happens(rng, 0.3, size)
    neglect = happens(rng, 0.13, events)[of["event"]]
    number = np.arange(size)
    decided = (final < NEVER * 86400) | (of["case"] >= 0)
    professional = np.isin(of["source"], [sources.index(code) for code in PROFESSIONAL_SOURCES])
    json = [
        f'{{"NEW_REFERRAL_FLAG": "{"Y" if n == 0 else "N"}", "NFA_FLAG": "{"Y" if n == 3 else "N"}", '
        f'"ADVICE_FLAG": "{"Y" if n == 2 else "N"}", "OTHER_OUTCOMES_EXIST_FLAG": "{"Y" if n == 1 else "N"}"}}'
        for n in range(4)
    ]
    world.add(
        "ssd_contacts",
        {
            "cont_contact_id": c.ids("CO", number),
            "cont_person_id": c.ids("C", child),
            "cont_contact_date": c.stamps(received),
            "cont_contact_source_code": c.codes(sources, of["source"]),
            "cont_contact_source_desc": c.codes([CONTACT_SOURCE[code][0] for code in sources], of["source"]),
            "cont_contact_outcome_json": c.codes(json, of["outcome"], where=decided),
        },
        person=child,
        when=day,
    )
    world.add(
        "ext_contact_decision",
        {
            "contact_id": c.ids("CO", number),
            "received_at": c.stamps(received),
            "referral_id": c.ids("R", of["case"]),
            "contact_type": c.codes(("contact", "information_only"), information.astype(int)),
            "risk_evident": c.flags(risk),
            "initial_decision_at": c.stamps(first),
            "final_decision_at": c.stamps(final),
            "outcome": c.codes(OUTCOMES, of["outcome"], where=decided),
            "is_professional_source": c.flags(professional),
            "neglect_indicated": c.flags(neglect),
            "team_id": c.same(TEAM_IDS[FRONT_DOOR], size),
        },
        person=child,
    )
    with_toolkit = np.flatnonzero(neglect & professional & ~information & decided & happens(rng, 0.08, size))
    world.add(
        "ext_neglect_toolkit",
        {
            "toolkit_id": c.ids("NTC", np.arange(len(with_toolkit))),
            "contact_id": c.ids("CO", with_toolkit),
            "person_id": c.ids("C", child[with_toolkit]),
            "completed_on": c.dates(day[with_toolkit]),
            "context": c.same("contact", len(with_toolkit)),
        },
        person=child[with_toolkit],
    )
    return np.flatnonzero((of["outcome"] == 1) & decided & ~information)


def _referrals(
    world: World, rng: np.random.Generator, people: People, cases: Cases, source: np.ndarray, sources: list[str]
) -> None:
    """ssd_cin_episodes, ext_referral_decision, ext_referral_closure."""
    size, closed = len(cases.child), np.where(cases.closed <= world.as_of, cases.closed, NEVER)
    need = pick(rng, list(PRIMARY_NEED.values()), int(cases.family_case.max(initial=0)) + 1)[cases.family_case]
    ended_there = cases.outcome_nfa & ~cases.enquiry & (cases.assessment_end < NEVER)
    reason = np.where(ended_there, 4, 3)
    json = [
        '{"SINGLE_ASSESSMENT_FLAG": "Y", "NFA_FLAG": "N", "STRATEGY_DISCUSSION_FLAG": "N"}',
        '{"SINGLE_ASSESSMENT_FLAG": "N", "NFA_FLAG": "Y", "STRATEGY_DISCUSSION_FLAG": "N"}',
        '{"SINGLE_ASSESSMENT_FLAG": "Y", "NFA_FLAG": "N", "STRATEGY_DISCUSSION_FLAG": "Y"}',
    ]
    outcome = np.where(cases.unseen, 1, np.where(cases.discussed <= world.as_of, 2, 0))
    nfa = cases.unseen & (closed < NEVER)
    world.add(
        "ssd_cin_episodes",
        {
            "cine_referral_id": c.ids("R", cases.number),
            "cine_person_id": c.ids("C", cases.child),
            "cine_referral_date": c.dates(cases.referred),
            "cine_cin_primary_need_code": c.codes(list(PRIMARY_NEED), need, where=~nfa),
            "cine_referral_source_code": c.codes(sources, source),
            "cine_referral_source_desc": c.codes([CONTACT_SOURCE[code][0] for code in sources], source),
            "cine_referral_outcome_json": c.codes(json, outcome),
            "cine_referral_nfa": c.flags(nfa),
            "cine_close_reason": c.codes(CLOSURES, reason, where=closed < NEVER),
            "cine_close_date": c.dates(closed),
            "cine_referral_team": c.codes(TEAM_IDS, ASSESSMENT + cases.locality),
            "cine_referral_worker_id": pa.nulls(size, pa.string()),
        },
        person=cases.child,
        when=cases.referred,
        until=closed,
    )
    received = office_time(rng, cases.referred)
    decided = received + (
        np.where(happens(rng, 0.83, size), 20 * rng.random(size), 30 + 60 * rng.random(size)) * HOUR
    ).astype(np.int64)
    decided = np.where(decided < (world.as_of + 1) * 86400, decided, NEVER * 86400)
    world.add(
        "ext_referral_decision",
        {
            "referral_id": c.ids("R", cases.number),
            "received_at": c.stamps(received),
            "decided_at": c.stamps(decided),
            "team_id": c.same(TEAM_IDS[FRONT_DOOR], size),
        },
        person=cases.child,
    )
    rows = np.flatnonzero(cases.unseen & (closed < NEVER))
    soon = happens(rng, world.climate.chance(0.55, cases.referred[rows], cases.locality[rows], 0.5), len(rows))
    wait = np.where(soon, between(rng, 1, 5, len(rows)), between(rng, 6, 14, len(rows)))
    decision = np.minimum(world.working.add(cases.referred[rows], wait), closed[rows])
    world.add(
        "ext_referral_closure",
        {
            "referral_id": c.ids("R", rows),
            "decision_not_to_visit_on": c.dates(decision),
            "closed_unseen": c.flags(np.ones(len(rows), bool)),
        },
        person=cases.child[rows],
    )


def _first_visits(world: World, rng: np.random.Generator, people: People, cases: Cases) -> None:
    """ext_visit with purpose initial: the first time a referred child is seen."""
    rows = np.flatnonzero(~cases.unseen)
    size, day, locality = len(rows), cases.referred[rows], cases.locality[rows]
    enquired = cases.enquiry[rows]
    soon = happens(rng, world.climate.chance(0.655, day, locality, 0.9), size)
    seen = world.working.add(day, np.where(soon, between(rng, 0, 5, size), 6 + about(rng, 9, size)))
    urgent = happens(rng, world.climate.chance(0.86, day, locality, 0.6), size)
    at_once = np.where(enquired, cases.discussed[rows], day)
    by_enquiry = world.working.add(at_once, np.where(urgent, between(rng, 0, 1, size), between(rng, 2, 6, size)))
    seen = np.where(enquired, np.where(happens(rng, 0.7, size), by_enquiry, np.minimum(seen, by_enquiry)), seen)
    seen = np.maximum(seen, people.born[cases.child[rows]])
    kept = (seen < cases.closed[rows]) & world.noted(rng, seen)
    rows, seen = rows[kept], seen[kept]
    years = (seen - people.born[cases.child[rows]]) // 365
    world.add(
        "ext_visit",
        {
            "visit_id": c.ids("VI", np.arange(len(rows))),
            "person_id": c.ids("C", cases.child[rows]),
            "referral_id": c.ids("R", rows),
            "purpose": c.same("initial", len(rows)),
            "visit_at": c.stamps(office_time(rng, seen)),
            "seen": c.flags(np.ones(len(rows), bool)),
            "seen_alone": c.flags((years >= 4) & happens(rng, 0.8, len(rows))),
            "worker_id": pa.nulls(len(rows), pa.string()),
        },
        person=cases.child[rows],
        when=seen,
    )
