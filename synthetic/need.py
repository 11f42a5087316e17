"""Single assessments, and plans for children in need with their visits and reviews."""

import numpy as np

from synthetic import columns as c
from synthetic.calendar import NEVER, add_months
from synthetic.cases import Cases
from synthetic.draws import about, between, happens, late_share, pick, series
from synthetic.people import People
from synthetic.teams import ASSESSMENT, SAFEGUARDING, TEAM_IDS
from synthetic.words import FACTOR_WEIGHTS, FACTORS
from synthetic.world import World

VISIT_DAYS = 28
ROUTES = ("assessment", "cp_step_down", "care_step_down")


def write(world: World, people: People, cases: Cases) -> None:
    rng = world.rng("need")
    _assessments(world, rng, cases)
    _plans(world, rng, people, cases)


def _assessments(world: World, rng: np.random.Generator, cases: Cases) -> None:
    """ssd_cin_assessments and ssd_assessment_factors; none is left open on a closed referral."""
    rows = np.flatnonzero(cases.assessment_start <= world.as_of)
    size = len(rows)
    done = np.where(cases.assessment_end[rows] <= world.as_of, cases.assessment_end[rows], NEVER)
    nfa = cases.outcome_nfa[rows]
    planned = (cases.cin_trigger[rows] < NEVER) | (cases.cp_start[rows] < NEVER) | (cases.care_start[rows] < NEVER)
    served = planned | (~nfa & happens(rng, 0.2, size))
    outcome = np.where(nfa, 0, np.where(cases.discussed[rows] <= done, 1, np.where(served, 2, 3)))
    json = [
        f'{{"NFA_FLAG": "{"Y" if n == 0 else "N"}", "STRATEGY_DISCUSSION_FLAG": "{"Y" if n == 1 else "N"}", '
        f'"CLA_REQUEST_FLAG": "N", "LEGAL_ACTION_FLAG": "N", "PROV_OF_SERVICES_FLAG": "{"Y" if n in (1, 2) else "N"}", '
        f'"REFERRAL_TO_OTHER_AGENCY_FLAG": "{"Y" if n == 3 else "N"}", "TOTAL_NO_OF_OUTCOMES": "1"}}'
        for n in range(4)
    ]
    world.add(
        "ssd_cin_assessments",
        {
            "cina_assessment_id": c.ids("A", rows),
            "cina_person_id": c.ids("C", cases.child[rows]),
            "cina_referral_id": c.ids("R", rows),
            "cina_assessment_start_date": c.dates(cases.assessment_start[rows]),
            "cina_assessment_child_seen": c.flags(happens(rng, 0.97, size), where=done < NEVER),
            "cina_assessment_auth_date": c.dates(done),
            "cina_assessment_outcome_json": c.codes(json, outcome, where=done < NEVER),
            "cina_assessment_outcome_nfa": c.flags(nfa, where=done < NEVER),
            "cina_assessment_team": c.codes(TEAM_IDS, ASSESSMENT + cases.locality[rows]),
        },
        person=cases.child[rows],
        when=cases.assessment_start[rows],
    )
    rows, size = rows[done < NEVER], int((done < NEVER).sum())
    first, second = pick(rng, FACTOR_WEIGHTS, size), pick(rng, FACTOR_WEIGHTS, size)
    lists = [f'["{a}"]' if a == b else f'["{a}", "{b}"]' for a in FACTORS for b in FACTORS]
    world.add(
        "ssd_assessment_factors",
        {
            "cinf_table_id": c.ids("FA", np.arange(size)),
            "cinf_assessment_id": c.ids("A", rows),
            "cinf_assessment_factors_json": c.codes(lists, first * len(FACTORS) + second),
        },
        person=cases.child[rows],
    )


def _plans(world: World, rng: np.random.Generator, people: People, cases: Cases) -> None:
    """ssd_cin_plans, ext_cin_plan_trigger, ssd_cin_visits, ext_cin_review, ext_plan_update."""
    rows = np.flatnonzero(cases.cin_start <= world.as_of)
    start, end, locality = cases.cin_start[rows], cases.cin_end[rows], cases.locality[rows]
    ended = np.where(end <= world.as_of, end, NEVER)
    child = cases.child[rows]
    world.add(
        "ssd_cin_plans",
        {
            "cinp_cin_plan_id": c.ids("NP", rows),
            "cinp_referral_id": c.ids("R", rows),
            "cinp_person_id": c.ids("C", child),
            "cinp_cin_plan_start_date": c.dates(start),
            "cinp_cin_plan_end_date": c.dates(ended),
            "cinp_cin_plan_team": c.codes(TEAM_IDS, SAFEGUARDING + locality),
        },
        person=child,
        when=start,
        until=ended,
    )
    called = np.flatnonzero(cases.cin_trigger <= world.as_of)
    world.add(
        "ext_cin_plan_trigger",
        {
            "trigger_id": c.ids("NT", called),
            "person_id": c.ids("C", cases.child[called]),
            "cin_plan_id": c.ids("NP", called, where=cases.cin_start[called] <= world.as_of),
            "trigger": c.codes(ROUTES, cases.cin_route[called]),
            "triggered_on": c.dates(cases.cin_trigger[called]),
            "required": c.flags(np.ones(len(called), bool)),
        },
        person=cases.child[called],
    )
    _visits(world, rng, people, child, rows, start, end, locality)
    _reviews(world, rng, child, rows, start, end, locality)
    # The plan document is renewed about every quarter, when it is saved at all.
    owner, day = series(
        start, np.minimum(end, world.as_of + 1), 110.0, lambda row, near: renewal_gaps(rng, 0.62, len(row))
    )
    world.add(
        "ext_plan_update",
        {
            "plan_update_id": c.ids("UN", np.arange(len(owner))),
            "person_id": c.ids("C", child[owner]),
            "plan_kind": c.same("cin", len(owner)),
            "completed_on": c.dates(day),
            "plan_id": c.ids("NP", rows[owner]),
            "finalised": c.flags(happens(rng, 0.93, len(owner))),
        },
        person=child[owner],
    )


def _visits(
    world: World, rng: np.random.Generator, people: People, child: np.ndarray, plan: np.ndarray,
    start: np.ndarray, end: np.ndarray, locality: np.ndarray,
) -> None:  # fmt: skip
    def gaps(row: np.ndarray, near: np.ndarray) -> np.ndarray:
        late = late_share(1 - world.climate.chance(0.805, near, locality[row], 0.7))
        return visit_gaps(rng, VISIT_DAYS, late)

    begun = np.maximum(start, people.born[child])  # an unborn child is not visited
    owner, day = series(begun, np.minimum(end, world.as_of + 1), 0.95 * VISIT_DAYS, gaps)
    # A plan starts with a visit, and some visits find nobody.
    owner, day, seen = with_failed(rng, owner, day, begun, 0.06)
    kept = world.noted(rng, day) & (day < end[owner])
    owner, day, seen = owner[kept], day[kept], seen[kept]
    size = len(owner)
    alone = seen & happens(rng, 0.6, size) & (day - people.born[child[owner]] > 1460)
    world.add(
        "ssd_cin_visits",
        {
            "cinv_cin_visit_id": c.ids("NV", np.arange(size)),
            "cinv_person_id": c.ids("C", child[owner]),
            "cinv_cin_visit_date": c.dates(day),
            "cinv_cin_visit_seen": c.flags(seen),
            "cinv_cin_visit_seen_alone": c.flags(alone),
            "cinv_cin_visit_bedroom": c.flags(seen & happens(rng, 0.4, size)),
            "cinv_cin_plan_id": c.ids("NP", plan[owner]),
        },
        person=child[owner],
    )


def renewal_gaps(rng: np.random.Generator, in_time: float, size: int) -> np.ndarray:
    """Days from one version of a plan to the next; the others come weeks or months late."""
    return np.where(happens(rng, in_time, size), between(rng, 60, 90, size), between(rng, 95, 260, size))


def visit_gaps(rng: np.random.Generator, interval: int, late: np.ndarray) -> np.ndarray:
    """Days between visits: 0.8 of the interval on average when in time, 1.6 when late."""
    size = len(late)
    in_time = np.ceil(interval * (0.6 + 0.4 * rng.random(size)))
    overdue = interval + 1 + rng.exponential(0.6 * interval - 1, size)
    return np.where(happens(rng, late, size), overdue, np.minimum(in_time, interval)).astype(np.int64)


def with_failed(
    rng: np.random.Generator, owner: np.ndarray, day: np.ndarray, start: np.ndarray, share: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The visits, and some days before a few of them another that did not find the child."""
    failed = np.flatnonzero(happens(rng, share, len(day)))
    before = day[failed] - 1 - about(rng, 3, len(failed))
    failed, before = failed[before >= start[owner[failed]]], before[before >= start[owner[failed]]]
    seen = np.concatenate([np.ones(len(day), bool), np.zeros(len(failed), bool)])
    return np.concatenate([owner, owner[failed]]), np.concatenate([day, before]), seen


def _reviews(
    world: World, rng: np.random.Generator, child: np.ndarray, plan: np.ndarray,
    start: np.ndarray, end: np.ndarray, locality: np.ndarray,
) -> None:  # fmt: skip
    """First review six weeks after the start, often late; the next ones every three months, mostly in time."""
    number = 0
    live = np.arange(len(plan))
    last = start.copy()
    for nth in range(12):
        due = last[live] + 42 if nth == 0 else add_months(last[live], 3)
        base = 0.38 if nth == 0 else 0.82
        in_time = happens(rng, world.climate.chance(base, due, locality[live], 0.5), len(live))
        early, late = between(rng, 0, 12, len(live)), 1 + about(rng, 120 if nth == 0 else 90, len(live))
        held = world.working.on_or_after(np.where(in_time, due - early - 3, due + late))
        to_come = (due < end[live]) & (due <= world.as_of + 60)
        open_still = (held >= end[live]) | (held > world.as_of)
        rows = live[to_come]
        day = np.where(open_still, NEVER, held)[to_come]
        listed = (day < NEVER) | (end[rows] > world.as_of)
        rows, day, due_on = rows[listed], day[listed], due[to_come][listed]
        world.add(
            "ext_cin_review",
            {
                "review_id": c.ids("NR", number + np.arange(len(rows))),
                "cin_plan_id": c.ids("NP", plan[rows]),
                "person_id": c.ids("C", child[rows]),
                "due_on": c.dates(due_on),
                "held_on": c.dates(day),
            },
            person=child[rows],
        )
        number += len(rows)
        last[live] = held
        live = live[~open_still]
