"""Supervision of cases, notes on the file, audits, and what is agreed or reported for single children."""

import numpy as np
import pyarrow as pa

from synthetic import columns as c
from synthetic.calendar import NEVER
from synthetic.care import Periods
from synthetic.cases import Cases
from synthetic.draws import about, between, happens, late_share, pick, series
from synthetic.leaving_care import Leavers, write_register
from synthetic.need import visit_gaps
from synthetic.people import People
from synthetic.teams import ASSESSMENT, CARE, SAFEGUARDING, TEAM_IDS
from synthetic.words import AUDIT_GRADES
from synthetic.workforce import Staff
from synthetic.world import World

AUDITS_DRAWN_A_MONTH = 150.0  # some are of cases that have closed, and fall out


def write(world: World, people: People, cases: Cases, periods: Periods, leavers: Leavers, staff: Staff) -> None:
    rng = world.rng("oversight")
    seen = np.flatnonzero(~cases.unseen & (cases.assessment_start <= world.as_of))
    alone = np.flatnonzero((periods.case < 0) & ~periods.is_short_break & (periods.end > world.history_from - 100))
    child = np.concatenate([cases.child[seen], periods.child[alone], leavers.child])
    start = np.concatenate([cases.assessment_start[seen], periods.start[alone], leavers.start])
    end = np.minimum(np.concatenate([cases.closed[seen], periods.end[alone], leavers.end]), world.as_of + 1)
    start = np.maximum(start, world.history_from - 100)
    after_care = np.arange(len(child)) >= len(seen) + len(alone)
    locality = people.locality[people.family[child]]
    _supervision(world, rng, child, start, end, after_care, locality, staff)
    _notes(world, rng, child, start, end, staff)
    _audits(world, rng, cases, seen, locality[: len(seen)])
    _single_children(world, rng, cases, leavers)
    write_register(world, people, leavers, staff.at(leavers.child, np.full(len(leavers.child), world.as_of)))


def _supervision(
    world: World, rng: np.random.Generator, child: np.ndarray, start: np.ndarray, end: np.ndarray,
    after_care: np.ndarray, locality: np.ndarray, staff: Staff,
) -> None:  # fmt: skip
    """ext_supervision: monthly, every two months after care."""

    def gaps(row: np.ndarray, near: np.ndarray) -> np.ndarray:
        late = late_share(1 - world.climate.chance(0.905, near, locality[row], 0.5))
        return np.where(after_care[row], visit_gaps(rng, 60, late), visit_gaps(rng, 30, late))

    owner, day = series(start, end, np.where(after_care, 54.0, 28.0), gaps)
    kept = world.noted(rng, day)
    owner, day = owner[kept], day[kept]
    world.add(
        "ext_supervision",
        {
            "supervision_id": c.ids("SV", np.arange(len(owner))),
            "person_id": c.ids("C", child[owner]),
            "worker_id": c.ids("W", staff.at(child[owner], day)),
            "supervised_on": c.dates(day),
        },
        person=child[owner],
    )


def _notes(
    world: World, rng: np.random.Generator, child: np.ndarray, start: np.ndarray, end: np.ndarray, staff: Staff
) -> None:
    """ext_case_activity: case notes, fewer than there would be, enough to see that a case is worked on."""
    owner, day = series(start, end, 45.0, lambda row, near: 10 + about(rng, 36, len(row)))
    world.add(
        "ext_case_activity",
        {
            "activity_id": c.ids("AN", np.arange(len(owner))),
            "person_id": c.ids("C", child[owner]),
            "worker_id": c.ids("W", staff.at(child[owner], day)),
            "activity_on": c.dates(day),
            "kind": c.same("case_note", len(owner)),
        },
        person=child[owner],
    )


def _audits(world: World, rng: np.random.Generator, cases: Cases, seen: np.ndarray, locality: np.ndarray) -> None:
    """ext_audit: a sample of the cases open in the month; grades have been rising in the last half-year."""
    days = np.arange(world.history_from, world.as_of + 1)
    day = np.repeat(days, rng.poisson(AUDITS_DRAWN_A_MONTH * 12 / 365.25 * world.scale, len(days)))
    day = day[(day + 3) % 7 < 5]
    order = np.argsort(cases.referred[seen], kind="stable")
    at = np.searchsorted(cases.referred[seen][order], day - between(rng, 20, 120, len(day))) - 1
    at = np.clip(at, 0, len(order) - 1)
    rows = seen[order[at]]
    fits = (cases.closed[rows] > day) & (cases.referred[rows] < day)
    rows, day = rows[fits], day[fits]
    size, place = len(rows), cases.locality[rows]
    recent = np.clip(1 - (world.as_of - day) / 240, 0, 1)

    def grades(good: float) -> np.ndarray:
        chance = world.climate.chance(good, day, place, 0.5) - 0.12 * (1 - recent)
        fails = 0.07 + 0.07 * (1 - recent)
        u = rng.random(size)
        return np.where(u < 0.05, 0, np.where(u < np.maximum(chance, 0.06), 1, np.where(u > 1 - fails, 3, 2)))

    done = np.where(happens(rng, np.where(world.as_of - day < 20, 0.75, 1.0), size), day, NEVER)
    team = (
        np.where(
            cases.care_start[rows] <= day, CARE, np.where(cases.assessment_end[rows] > day, ASSESSMENT, SAFEGUARDING)
        )
        + place
    )
    word = [c.codes(AUDIT_GRADES, grades(good), where=done < NEVER) for good in (0.47, 0.46, 0.36, 0.50)]
    world.add(
        "ext_audit",
        {
            "audit_id": c.ids("AU", np.arange(size)),
            "person_id": c.ids("C", cases.child[rows]),
            "team_id": c.codes(TEAM_IDS, team),
            "completed_on": c.dates(done),
            "overall_grade": word[0],
            "assessment_grade": word[1],
            "smart_planning_grade": word[2],
            "management_oversight_grade": word[3],
        },
        person=cases.child[rows],
    )


def _single_children(world: World, rng: np.random.Generator, cases: Cases, leavers: Leavers) -> None:
    """ext_interval_override and ext_reported_history: a few of each."""
    on_plan = np.flatnonzero((cases.cp_start <= world.as_of) & happens(rng, 0.012, len(cases.child)))
    on_cin = np.flatnonzero((cases.cin_start <= world.as_of) & happens(rng, 0.006, len(cases.child)))
    apart = np.flatnonzero(happens(rng, 0.03, len(leavers.child)))
    child = np.concatenate([cases.child[on_plan], cases.child[on_cin], leavers.child[apart]])
    start = np.concatenate([cases.cp_start[on_plan] + 20, cases.cin_start[on_cin] + 10, leavers.start[apart] + 60])
    kind = np.repeat([0, 1, 2], [len(on_plan), len(on_cin), len(apart)])
    kept = start <= world.as_of
    child, start, kind = child[kept], start[kept], kind[kept]
    end = np.where(start + 180 + about(rng, 120, len(start)) <= world.as_of, start + 180, NEVER)
    world.add(
        "ext_interval_override",
        {
            "override_id": c.ids("OV", np.arange(len(child))),
            "person_id": c.ids("C", child),
            "purpose": c.codes(("cp_visit", "cin_visit", "care_leaver_visit"), kind),
            "interval": c.whole(np.array([5, 6, 3])[kind]),
            "unit": c.codes(("working_days", "weeks", "months"), kind),
            "valid_from": c.dates(start),
            "valid_to": c.dates(end),
            "agreed_by": c.same("Service Manager", len(child)),
        },
        person=child,
    )
    told = np.flatnonzero((cases.cp_start <= world.as_of) & happens(rng, 0.02, len(cases.child)))
    times = 1 + pick(rng, (4, 1), len(told))
    world.add(
        "ext_reported_history",
        {
            "person_id": c.ids("C", cases.child[told]),
            "item": c.same("previous_cp_plans", len(told)),
            "as_at": c.dates(cases.cp_start[told]),
            "source_return": c.same("cin", len(told)),
            "value": pa.array(times.astype(str).tolist(), pa.string()),
        },
        person=cases.child[told],
    )
