"""Pre-proceedings and care proceedings, by child."""

import numpy as np

from synthetic import columns as c
from synthetic.calendar import NEVER
from synthetic.care import Periods
from synthetic.draws import about, between, happens
from synthetic.people import People
from synthetic.protection import Plans
from synthetic.world import World


def write(world: World, people: People, plans: Plans, periods: Periods) -> None:
    """ext_legal_case and ssd_pre_proceedings."""
    rng = world.rng("legal")
    real = np.flatnonzero(
        ~periods.is_short_break & ~people.is_uasc[periods.child] & (periods.end > world.history_from - 500)
    )
    real = real[happens(rng, 0.9, len(real))]
    issued = periods.start[real] + between(rng, -4, 45, len(real))
    long = periods.end[real] - periods.start[real] > 60
    court = real[long], issued[long]
    quick = happens(rng, 0.17, len(court[0]))
    length = np.where(
        quick, between(rng, 110, 182, len(court[0])), 183 + rng.gamma(2.6, 122, len(court[0])).astype(np.int64)
    )
    # Before an application, where there was time; and for children on plans, some of whom step down again.
    before = np.flatnonzero(happens(rng, 0.3, len(court[0])))
    wait = np.where(
        happens(rng, 0.3, len(before)), between(rng, 50, 112, len(before)), 113 + about(rng, 90, len(before))
    )
    lengthy = plans.end - plans.start > 650
    planned = np.flatnonzero((plans.case >= 0) & happens(rng, np.where(lengthy, 0.85, 0.26), len(plans.child)))
    letter = plans.start[planned] + between(rng, 40, 200, len(planned))
    wait_2 = np.where(
        happens(rng, 0.27, len(planned)), between(rng, 50, 112, len(planned)), 113 + about(rng, 110, len(planned))
    )
    wait_2 = np.where(lengthy[planned], np.maximum(wait_2, plans.end[planned] - letter), wait_2)
    child = np.concatenate([periods.child[court[0]], periods.child[court[0][before]], plans.child[planned]])
    start = np.concatenate([court[1], court[1][before] - wait, letter])
    end = np.concatenate([court[1] + length, court[1][before], letter + wait_2])
    in_court = np.arange(len(child)) < len(court[0])
    issues = np.concatenate([in_court[in_court], np.ones(len(before), bool), np.zeros(len(planned), bool)])
    kept = (start <= world.as_of) & (start >= people.born[child] - 60)
    child, start, end, in_court, issues = child[kept], start[kept], end[kept], in_court[kept], issues[kept]
    ended = np.where(end <= world.as_of, end, NEVER)
    number = np.arange(len(child))
    outcomes = ("Order made", "Application issued", "Stepped down")
    outcome = np.where(in_court, 0, np.where(issues, 1, 2))
    world.add(
        "ext_legal_case",
        {
            "legal_case_id": c.ids("LG", number),
            "family_case_id": c.ids("LF", people.family[child]),
            "person_id": c.ids("C", child),
            "kind": c.codes(("pre_proceedings", "court"), in_court.astype(int)),
            "started_on": c.dates(start),
            "ended_on": c.dates(ended),
            "extension_agreed": c.flags(end - start > 182, where=in_court),
            "outcome": c.codes(outcomes, outcome, where=ended < NEVER),
        },
        person=child,
        when=start,
        until=ended,
    )
    rows = np.flatnonzero(~in_court)
    met = start[rows] + 20 + about(rng, 6, len(rows))
    met = np.where((met <= world.as_of) & (met < end[rows]), met, NEVER)
    settled = ended[rows] < NEVER
    words = ("Decision to step down", "Decision to Issue Care Proceedings")
    world.add(
        "ssd_pre_proceedings",
        {
            "prep_table_id": c.ids("PRE", np.arange(len(rows))),
            "prep_person_id": c.ids("C", child[rows]),
            "prep_plo_family_id": c.ids("LF", people.family[child[rows]]),
            "prep_pre_pro_decision_date": c.dates(start[rows]),
            "prep_initial_pre_pro_meeting_date": c.dates(met),
            "prep_pre_pro_outcome": c.codes(words, issues[rows].astype(int), where=settled),
            "prep_agree_stepdown_issue_date": c.dates(ended[rows]),
            "prep_legal_gateway_outcome": c.codes(("B",), np.zeros(len(rows), int)),
            "prep_pre_pro_letter_date": c.dates(start[rows]),
        },
        person=child[rows],
    )
