"""What is done for a child in care: visits, reviews, the reviewing officer, health, SDQ, care plans, permanence."""

import numpy as np

from synthetic import columns as c
from synthetic.calendar import NEVER, add_months, age, birthday
from synthetic.care import Periods
from synthetic.draws import about, between, happens, late_share, pick, series
from synthetic.need import visit_gaps
from synthetic.people import People
from synthetic.placements import Placements
from synthetic.protection import PARTICIPATION
from synthetic.words import FACTOR_WEIGHTS, FACTORS
from synthetic.world import World

CARE_PLANS = ("REMAINSUP", "RETURN6M", "LTFOST18", "ADOPTION", "SUPPLIV", "OTHERPLN")
PERMANENCE = ("return_home", "special_guardianship", "adoption", "long_term_foster", "other")


def write(world: World, people: People, periods: Periods, placed: Placements) -> None:
    rng = world.rng("care_work")
    # Work is recorded in detail for the time the extract covers, and a little before.
    since = np.maximum(periods.start, world.history_from - 400)
    until = np.minimum(periods.end, world.as_of + 1)
    real = np.flatnonzero((until > since) & ~periods.is_short_break)
    _visits(world, rng, people, periods, placed)
    _reviews(world, rng, people, periods, real)
    _officer(world, rng, people, periods, real, since, until)
    _health(world, rng, people, periods, real, since, until)
    _care_plans(world, rng, people, periods, real)
    _permanence(world, rng, people, periods, placed, real)
    _short_facts(world, rng, people, periods, real)
    _assessments(world, rng, periods, real, since, until)


def _visits(world: World, rng: np.random.Generator, people: People, periods: Periods, placed: Placements) -> None:
    """ssd_cla_visits: within a week of a placement, then every six weeks; every three months once it is meant to last."""
    rows = np.flatnonzero(~periods.is_short_break[placed.period] & (placed.end > world.history_from - 200))
    child = periods.child[placed.period[rows]]
    start, end = placed.start[rows], np.minimum(placed.end[rows], world.as_of + 1)
    locality = people.locality[people.family[child]]
    lasting = placed.lasting[rows]
    interval = np.where(lasting, 60, 42)
    first = start + np.where(happens(rng, 0.94, len(rows)), between(rng, 0, 7, len(rows)), 8 + about(rng, 6, len(rows)))
    first = np.where(first < end, first, NEVER)

    def gaps(row: np.ndarray, near: np.ndarray) -> np.ndarray:
        late = late_share(1 - world.climate.chance(0.97, near, locality[row], 0.4))
        return np.where(lasting[row], visit_gaps(rng, 60, late), visit_gaps(rng, 42, late))

    owner, day = series(
        np.where(first < NEVER, np.maximum(first, world.history_from - 260), end), end, 0.88 * interval, gaps
    )
    starts = np.flatnonzero(first <= world.as_of)
    owner, day = np.concatenate([starts, owner]), np.concatenate([first[starts], day])
    kept = world.noted(rng, day)
    owner, day = owner[kept], day[kept]
    order = np.lexsort((day, owner))
    owner, day = owner[order], day[order]
    seen = happens(rng, 0.985, len(owner))
    older = day - people.born[child[owner]] > 1460
    world.add(
        "ssd_cla_visits",
        {
            "clav_cla_visit_id": c.ids("LV", np.arange(len(owner))),
            "clav_cla_id": c.ids("CP", placed.period[rows[owner]]),
            "clav_person_id": c.ids("C", child[owner]),
            "clav_cla_visit_date": c.dates(day),
            "clav_cla_visit_seen": c.flags(seen),
            "clav_cla_visit_seen_alone": c.flags(seen & older & happens(rng, 0.85, len(owner))),
        },
        person=child[owner],
    )


def _reviews(world: World, rng: np.random.Generator, people: People, periods: Periods, real: np.ndarray) -> None:
    """ssd_cla_reviews: within 20 working days, then three months, then every six."""
    number, live, last = 0, real, periods.start.copy()
    nth = 0
    while len(live):
        due = world.working.add(last[live], 20) if nth == 0 else add_months(last[live], 3 if nth == 1 else 6)
        in_time = happens(
            rng, world.climate.chance(0.945, due, people.locality[people.family[periods.child[live]]], 0.3), len(live)
        )
        held = np.where(in_time, due - between(rng, 0, 9, len(live)), due + 1 + about(rng, 12, len(live)))
        held = np.maximum(held, last[live] + 1)
        happened = (held < periods.end[live]) & (held <= world.as_of)
        listed = (happened & (held >= world.history_from - 800)) | (
            ~happened & (periods.end[live] > world.as_of) & (due <= world.as_of + 120)
        )
        rows, day = live[listed], np.where(happened, held, NEVER)[listed]
        child = periods.child[rows]
        years = age(people.born[child], np.where(day < NEVER, day, world.as_of))
        taken = np.where(years < 4, 0, 1 + pick(rng, (46, 16, 3, 0.5, 12, 22, 0.5), len(rows)))
        world.add(
            "ssd_cla_reviews",
            {
                "clar_cla_review_id": c.ids("LR", number + np.arange(len(rows))),
                "clar_cla_id": c.ids("CP", rows),
                "clar_cla_review_due_date": c.dates(due[listed]),
                "clar_cla_review_date": c.dates(day),
                "clar_cla_review_cancelled": c.flags(np.zeros(len(rows), bool)),
                "clar_cla_review_participation": c.codes(PARTICIPATION, taken, where=day < NEVER),
                "clar_cla_person_id": c.ids("C", child),
            },
            person=child,
        )
        number += len(rows)
        last[live] = held
        live = live[happened]
        nth += 1


def _officer(
    world: World,
    rng: np.random.Generator,
    people: People,
    periods: Periods,
    real: np.ndarray,
    since: np.ndarray,
    until: np.ndarray,
) -> None:
    """ext_case_activity of the reviewing officer: notes, contacts, visits. Fewer in the last quarter."""
    start, end, child = since[real], until[real], periods.child[real]
    number = 0
    for kind, mean in (("iro_footprint", 185.0), ("iro_contact", 520.0), ("iro_visit", 262.0)):

        def gaps(row: np.ndarray, near: np.ndarray, mean: float = mean) -> np.ndarray:
            slower = 1 + 0.25 * (near > world.as_of - 100)
            return 5 + (rng.gamma(1.7, mean / 1.7, len(row)) * slower).astype(np.int64)

        owner, day = series(start, end, mean, gaps)
        world.add(
            "ext_case_activity",
            {
                "activity_id": c.ids("AI", number + np.arange(len(owner))),
                "person_id": c.ids("C", child[owner]),
                "activity_on": c.dates(day),
                "kind": c.same(kind, len(owner)),
            },
            person=child[owner],
        )
        number += len(owner)


def _health(
    world: World,
    rng: np.random.Generator,
    people: People,
    periods: Periods,
    real: np.ndarray,
    since: np.ndarray,
    until: np.ndarray,
) -> None:
    """ssd_cla_health and ssd_sdq_scores."""
    child, start, end = periods.child[real], since[real], until[real]
    born = people.born[child]
    five = birthday(born, 5)
    number = 0

    def checks(kind: str, first: np.ndarray, last: np.ndarray, interval: int, share: float) -> None:
        nonlocal number

        def gaps(row: np.ndarray, near: np.ndarray) -> np.ndarray:
            recent = share - (0.03 if kind == "Dental Check" else 0.0) * (near > world.as_of - 200)
            return visit_gaps(rng, interval, late_share(1 - recent))

        owner, day = series(first, np.maximum(last, first), 0.9 * interval, gaps)
        missed = happens(rng, 0.02, len(owner))
        world.add(
            "ssd_cla_health",
            {
                "clah_health_check_id": c.ids("H", number + np.arange(len(owner))),
                "clah_person_id": c.ids("C", child[owner]),
                "clah_health_check_type": c.same(kind, len(owner)),
                "clah_health_check_date": c.dates(day),
                "clah_health_check_status": c.codes(("Completed", "Refused"), missed.astype(int)),
            },
            person=child[owner],
        )
        number += len(owner)

    def first_check(late: float, mean: float, earliest: np.ndarray) -> np.ndarray:
        """Near the start, so that the series does not begin a whole interval after it."""
        wait = np.where(
            happens(rng, late, len(child)), 30 + about(rng, mean, len(child)), between(rng, 3, 26, len(child))
        )
        return np.maximum(start, earliest) + wait

    initial = first_check(0.25, 45, start)
    rows = np.flatnonzero(initial < end)
    world.add(
        "ssd_cla_health",
        {
            "clah_health_check_id": c.ids("HI", np.arange(len(rows))),
            "clah_person_id": c.ids("C", child[rows]),
            "clah_health_check_type": c.same("Health Assessment", len(rows)),
            "clah_health_check_date": c.dates(initial[rows]),
            "clah_health_check_status": c.same("Completed", len(rows)),
        },
        person=child[rows],
    )
    checks("Health Assessment", initial, np.minimum(end, five), 182, 0.62)
    checks("Health Assessment", np.maximum(initial, five - 60), end, 365, 0.905)
    two = birthday(born, 2)
    teeth = np.maximum(first_check(0.5, 80, two), two)
    checks("Dental Check", np.maximum(teeth - 330, np.maximum(start, two)), end, 365, 0.97)
    checks("Health Surveillance", initial, np.minimum(end, five), 200, 0.8)
    four, eighteen = birthday(born, 4), birthday(born, 18)
    asked = first_check(0.4, 100, four)

    def sdq_gaps(row: np.ndarray, near: np.ndarray) -> np.ndarray:
        return visit_gaps(rng, 365, late_share(np.full(len(row), 0.10)))

    owner, day = series(asked, np.maximum(np.minimum(end, eighteen), asked), 330.0, sdq_gaps)
    first = np.flatnonzero(asked < np.minimum(end, eighteen))
    owner, day = np.concatenate([first, owner]), np.concatenate([asked[first], day])
    scored = happens(rng, 0.96, len(owner))
    mean = rng.normal(14, 5.5, len(child))
    score = np.clip(np.rint(mean[owner] + rng.normal(0, 3, len(owner))), 0, 40)
    world.add(
        "ssd_sdq_scores",
        {
            "csdq_table_id": c.ids("Q", np.arange(len(owner))),
            "csdq_person_id": c.ids("C", child[owner]),
            "csdq_sdq_completed_date": c.dates(day),
            "csdq_sdq_reason": c.codes(("SDQ2", "SDQ4", "SDQ5"), pick(rng, (1, 1, 1), len(owner)), where=~scored),
            "csdq_sdq_score": c.whole(score, where=scored),
        },
        person=child[owner],
    )


def _care_plans(world: World, rng: np.random.Generator, people: People, periods: Periods, real: np.ndarray) -> None:
    """ssd_cla_care_plan: one plan through the period, renewed by updates."""
    start = world.working.add(periods.start[real], between(rng, 2, 16, len(real)))
    rows = np.flatnonzero((start < periods.end[real]) & (start <= world.as_of))
    real, start = real[rows], start[rows]
    child, until = periods.child[real], periods.end[real]
    long = until - start > 500
    kind = np.where(long, 2 + pick(rng, (70, 8, 12, 10), len(real)), pick(rng, (10, 60, 5, 0, 5, 20), len(real)))
    json = [
        "{" + ", ".join(f'"{option}": "{"Y" if option == chosen else "N"}"' for option in CARE_PLANS) + "}"
        for chosen in CARE_PLANS
    ]
    ended = np.where(until <= world.as_of, until, NEVER)
    world.add(
        "ssd_cla_care_plan",
        {
            "lacp_table_id": c.ids("LP", np.arange(len(real))),
            "lacp_person_id": c.ids("C", child),
            "lacp_cla_care_plan_start_date": c.dates(start),
            "lacp_cla_care_plan_end_date": c.dates(ended),
            "lacp_cla_care_plan_json": c.codes(json, kind),
            "lacp_cla_care_plan_id": c.ids("LC", np.arange(len(real))),
        },
        person=child,
    )
    since = np.maximum(start, world.history_from - 200)
    owner, day = series(
        since,
        np.maximum(np.minimum(until, world.as_of + 1), since),
        150.0,
        lambda row, near: 60 + about(rng, 95, len(row)),
    )
    world.add(
        "ext_plan_update",
        {
            "plan_update_id": c.ids("UL", np.arange(len(owner))),
            "person_id": c.ids("C", child[owner]),
            "plan_kind": c.same("cla", len(owner)),
            "completed_on": c.dates(day),
            "plan_id": c.ids("LC", owner),
            "finalised": c.flags(happens(rng, 0.98, len(owner))),
        },
        person=child[owner],
    )


def _assessments(
    world: World, rng: np.random.Generator, periods: Periods, real: np.ndarray, since: np.ndarray, until: np.ndarray
) -> None:
    """ssd_cin_assessments and ssd_assessment_factors, once more about every year in care; most within twelve months of the last."""

    def gaps(row: np.ndarray, near: np.ndarray) -> np.ndarray:
        return np.where(happens(rng, 0.9, len(row)), between(rng, 290, 355, len(row)), between(rng, 375, 560, len(row)))

    owner, done = series(since[real], until[real], 330.0, gaps)
    rows = real[owner]
    start = np.maximum(done - between(rng, 8, 50, len(done)), periods.start[rows])
    world.add(
        "ssd_cin_assessments",
        {
            "cina_assessment_id": c.ids("AC", np.arange(len(rows))),
            "cina_person_id": c.ids("C", periods.child[rows]),
            "cina_referral_id": c.ids("R", periods.case[rows]),
            "cina_assessment_start_date": c.dates(start),
            "cina_assessment_child_seen": c.flags(np.ones(len(rows), bool)),
            "cina_assessment_auth_date": c.dates(done),
            "cina_assessment_outcome_json": c.same('{"NFA_FLAG": "N", "PROV_OF_SERVICES_FLAG": "Y"}', len(rows)),
            "cina_assessment_outcome_nfa": c.flags(np.zeros(len(rows), bool)),
        },
        person=periods.child[rows],
    )
    world.add(
        "ssd_assessment_factors",
        {
            "cinf_table_id": c.ids("FC", np.arange(len(rows))),
            "cinf_assessment_id": c.ids("AC", np.arange(len(rows))),
            "cinf_assessment_factors_json": c.codes(
                [f'["{factor}"]' for factor in FACTORS], pick(rng, FACTOR_WEIGHTS, len(rows))
            ),
        },
        person=periods.child[rows],
    )


def _permanence(
    world: World, rng: np.random.Generator, people: People, periods: Periods, placed: Placements, real: np.ndarray
) -> None:
    """ext_permanence_plan for most after the second review; ssd_permanence for those placed with adopters."""
    agreed = periods.start[real] + 110 + about(rng, 60, len(real))
    rows = np.flatnonzero((agreed < np.minimum(periods.end[real], world.as_of + 1)) & happens(rng, 0.85, len(real)))
    chosen, day = real[rows], agreed[rows]
    until = np.where(periods.end[chosen] <= world.as_of, periods.end[chosen], NEVER)
    plan = pick(rng, (16, 12, 8, 54, 10), len(chosen))
    world.add(
        "ext_permanence_plan",
        {
            "permanence_plan_id": c.ids("PP", np.arange(len(chosen))),
            "person_id": c.ids("C", periods.child[chosen]),
            "plan": c.codes(PERMANENCE, plan),
            "agreed_on": c.dates(day),
            "ended_on": c.dates(until),
        },
        person=periods.child[chosen],
    )
    at = np.flatnonzero(placed.kind == 9)
    at = at[np.concatenate(([True], placed.period[at][1:] != placed.period[at][:-1]))] if len(at) else at
    period, together = placed.period[at], placed.start[at]
    begun = periods.start[period]
    decided = begun + ((together - begun) * 0.45).astype(np.int64)
    granted = begun + ((together - begun) * 0.6).astype(np.int64)
    matched = together - 10
    made = np.where(periods.end[period] <= world.as_of, periods.end[period], NEVER)
    one = happens(rng, 0.12, len(at))
    world.add(
        "ssd_permanence",
        {
            "perm_table_id": c.ids("PE", np.arange(len(at))),
            "perm_person_id": c.ids("C", periods.child[period]),
            "perm_cla_id": c.ids("CP", period),
            "perm_adm_decision_date": c.dates(decided),
            "perm_placement_order_date": c.dates(granted),
            "perm_placed_for_adoption_date": c.dates(together),
            "perm_matched_date": c.dates(matched),
            "perm_adopted_by_carer_flag": c.flags(np.zeros(len(at), bool)),
            "perm_part_of_sibling_group": c.same("0", len(at)),
            "perm_permanence_order_date": c.dates(made),
            "perm_permanence_order_type": c.codes(("Adoption",), np.zeros(len(at), int), where=made < NEVER),
            "perm_adopter_sex": c.codes(("MF", "F1"), one.astype(int)),
            "perm_adopter_legal_status": c.codes(("L11", "L0"), one.astype(int)),
            "perm_number_of_adopters": c.whole(np.where(one, 1, 2)),
        },
        person=periods.child[period],
    )


def _short_facts(world: World, rng: np.random.Generator, people: People, periods: Periods, real: np.ndarray) -> None:
    """Immunisations, substance misuse, convictions and earlier permanence: a row for some."""
    child, at = np.unique(periods.child[real], return_index=True)
    start = periods.start[real][at]
    lived = np.minimum(periods.end[real][at], world.as_of)
    day = start + ((lived - start) * rng.random(len(child))).astype(np.int64)
    years = age(people.born[child], day)
    world.add(
        "ssd_cla_immunisations",
        {
            "clai_person_id": c.ids("C", child),
            "clai_immunisations_status": c.flags(happens(rng, 0.86, len(child))),
            "clai_immunisations_status_date": c.dates(day),
        },
        person=child,
    )
    some = np.flatnonzero((years >= 12) & happens(rng, 0.06, len(child)))
    world.add(
        "ssd_cla_substance_misuse",
        {
            "clas_substance_misuse_id": c.ids("SM", np.arange(len(some))),
            "clas_person_id": c.ids("C", child[some]),
            "clas_substance_misuse_date": c.dates(day[some]),
            "clas_substance_misused": c.same("Cannabis", len(some)),
            "clas_intervention_received": c.flags(happens(rng, 0.6, len(some))),
        },
        person=child[some],
    )
    some = np.flatnonzero((years >= 11) & happens(rng, 0.04, len(child)))
    world.add(
        "ssd_cla_convictions",
        {
            "clac_cla_conviction_id": c.ids("CV", np.arange(len(some))),
            "clac_person_id": c.ids("C", child[some]),
            "clac_cla_conviction_date": c.dates(day[some]),
            "clac_cla_conviction_offence": c.same("Criminal damage", len(some)),
        },
        person=child[some],
    )
    some = np.flatnonzero(happens(rng, 0.03, len(child)) & (years >= 3))
    world.add(
        "ssd_cla_previous_permanence",
        {
            "lapp_table_id": c.ids("PV", np.arange(len(some))),
            "lapp_person_id": c.ids("C", child[some]),
            "lapp_previous_permanence_order_date": c.same("zz/zz/zzzz", len(some)),
            "lapp_previous_permanence_option": c.codes(("P1", "P2", "P3"), pick(rng, (5, 4, 3), len(some))),
            "lapp_previous_permanence_la": c.same("999", len(some)),
        },
        person=child[some],
    )
