"""Schools of children in care: spells, weekly attendance in term time, suspensions and personal education plans."""

import numpy as np

from synthetic import columns as c
from synthetic.calendar import NEVER, birthday
from synthetic.care import Periods
from synthetic.draws import between, happens, pick, repeat, series
from synthetic.people import People
from synthetic.terms import school_terms, school_weeks, september_after
from synthetic.world import World

PHASES = ("primary", "secondary", "other")


def write(world: World, people: People, periods: Periods) -> None:
    rng = world.rng("education")
    real = np.flatnonzero(~periods.is_short_break & (periods.end > world.history_from))
    child = periods.child[real]
    start = np.maximum(periods.start[real], world.history_from)
    end = np.minimum(periods.end[real], world.as_of + 1)
    _spells(world, rng, people, child, start, end)
    _attendance(world, rng, people, child, start, end)
    _plans(world, rng, people, child, start, end)


def _spells(
    world: World, rng: np.random.Generator, people: People, child: np.ndarray, start: np.ndarray, end: np.ndarray
) -> None:
    """ext_school_spell: reception to year 11, with the change of phase, and moves while in care."""
    moved, day = series(start, end, 2200.0, lambda row, near: 30 + rng.exponential(2170, len(row)).astype(np.int64))
    # Children are seldom moved in the first weeks of the school year, and mostly at its beginning.
    beginning = september_after(day) - 360
    day = np.where(happens(rng, 0.25, len(day)) & (beginning > start[moved]), beginning + 2, day)
    known = np.unique(child)
    born = people.born[known]
    reception, secondary = september_after(birthday(born, 4)), september_after(birthday(born, 11))
    leaves = september_after(birthday(born, 15)) + 300
    owner = np.concatenate([np.arange(len(known))] * 2 + [np.searchsorted(known, child[moved])])
    day = np.concatenate([reception, secondary, day])
    transfer = np.concatenate([np.zeros(len(known), bool), np.ones(len(known), bool), np.zeros(len(moved), bool)])
    kept = (day >= reception[owner]) & (day < np.minimum(leaves[owner], world.as_of + 1))
    owner, day, transfer = owner[kept], day[kept], transfer[kept]
    order = np.lexsort((~transfer, day, owner))
    owner, day, transfer = owner[order], day[order], transfer[order]
    single = (
        np.concatenate(([True], (owner[1:] != owner[:-1]) | (day[1:] != day[:-1]))) if len(owner) else np.zeros(0, bool)
    )
    owner, day, transfer = owner[single], day[single], transfer[single]
    last = np.append(owner[1:] != owner[:-1], True) if len(owner) else np.zeros(0, bool)
    until = np.where(last, leaves[owner], np.append(day[1:], 0)) if len(owner) else day
    until = np.where(until <= world.as_of, until, NEVER)
    older = day >= secondary[owner]
    sen = pick(rng, (48, 25, 27), len(known))
    world.add(
        "ext_school_spell",
        {
            "school_spell_id": c.ids("SS", np.arange(len(owner))),
            "person_id": c.ids("C", known[owner]),
            "school_id": c.ids("SCH", pick(rng, np.ones(180), len(owner)) + 200 * older),
            "phase": c.codes(PHASES, np.where(happens(rng, 0.03, len(owner)), 2, older.astype(int))),
            "in_county": c.flags(happens(rng, 0.77, len(owner))),
            "sen_status": c.codes(("none", "sen_support", "ehcp"), sen[owner]),
            "started_on": c.dates(day),
            "ended_on": c.dates(until),
            "is_phase_transfer": c.flags(transfer),
        },
        person=known[owner],
    )


def _attendance(
    world: World, rng: np.random.Generator, people: People, child: np.ndarray, start: np.ndarray, end: np.ndarray
) -> None:
    """ext_school_attendance and ext_suspension, only while looked after and of school age."""
    week, possible = school_weeks(world.history_from, world.as_of)
    born = people.born[child]
    first = np.searchsorted(week, np.maximum(start + 4, september_after(birthday(born, 4))))
    last = np.searchsorted(week, np.minimum(end, september_after(birthday(born, 15)) + 280))
    owner, nth = repeat(np.maximum(last - first, 0))
    at = first[owner] + nth
    secondary = week[at] >= september_after(birthday(born, 11))[owner]
    # Most children are away a little; some, mostly older ones, a great deal.
    often = happens(rng, 0.5, len(child))
    young = np.where(often, rng.beta(2, 60, len(child)), rng.beta(2, 32, len(child)))
    old = np.where(happens(rng, 0.2, len(child)), rng.beta(2.2, 4.2, len(child)), rng.beta(2, 36, len(child)))
    away = rng.binomial(possible[at], np.where(secondary, old[owner], young[owner]))
    ill = rng.binomial(away, 0.45)
    size = len(owner)
    world.add(
        "ext_school_attendance",
        {
            "attendance_id": c.ids("AT", np.arange(size)),
            "person_id": c.ids("C", child[owner]),
            "week_ending": c.dates(week[at]),
            "phase": c.codes(PHASES, secondary.astype(int)),
            "sessions_possible": c.whole(possible[at]),
            "sessions_attended": c.whole(possible[at] - away),
            "sessions_absent_illness": c.whole(ill),
        },
        person=child[owner],
    )
    trouble = rng.gamma(0.35, 1 / 0.35, len(child))
    rows = np.flatnonzero(
        happens(rng, np.where(secondary, 0.0125, 0.0025) * trouble[owner], size) & (away < possible[at])
    )
    world.add(
        "ext_suspension",
        {
            "suspension_id": c.ids("SU", np.arange(len(rows))),
            "person_id": c.ids("C", child[owner[rows]]),
            "suspended_on": c.dates(week[at[rows]] - between(rng, 0, 3, len(rows))),
            "sessions": c.whole(2 * between(rng, 1, 5, len(rows))),
        },
        person=child[owner[rows]],
    )


def _plans(
    world: World, rng: np.random.Generator, people: People, child: np.ndarray, start: np.ndarray, end: np.ndarray
) -> None:
    """ext_pep: one in each school term, and one soon after coming into care."""
    first_year = 1970 + world.history_from // 366 - 1
    terms = school_terms(first_year, world.date.year)
    begins = np.array([(term[2] - terms[0][2]).days for term in terms]) + (terms[0][2].toordinal() - 719163)
    ends = np.array([(term[3] - terms[0][2]).days for term in terms]) + (terms[0][2].toordinal() - 719163)
    owner, nth = repeat(np.full(len(child), len(terms)))
    day = begins[nth] + ((ends - begins)[nth] * (0.1 + 0.85 * rng.random(len(owner)))).astype(np.int64)
    day = world.working.on_or_after(np.maximum(day, start[owner] + 6))
    born = people.born[child]
    aged = (day >= september_after(birthday(born, 3))[owner]) & (day < september_after(birthday(born, 17))[owner])
    kept = (day < end[owner]) & (day <= ends[nth]) & (day >= start[owner]) & aged & happens(rng, 0.94, len(owner))
    owner, day = owner[kept], day[kept]
    world.add(
        "ext_pep",
        {
            "pep_id": c.ids("PEP", np.arange(len(owner))),
            "person_id": c.ids("C", child[owner]),
            "completed_on": c.dates(day),
            "quality_assured": c.flags(happens(rng, 0.93, len(owner))),
        },
        person=child[owner],
    )
