"""Children who go missing, from care and from home, and the interviews when they are back."""

import numpy as np

from synthetic import columns as c
from synthetic.calendar import NEVER, birthday
from synthetic.care import Periods
from synthetic.cases import Cases
from synthetic.draws import between, happens, series
from synthetic.people import People
from synthetic.world import World

RUNNERS_IN_CARE, RUNNERS_AT_HOME = 0.31, 0.115


def write(world: World, people: People, cases: Cases, periods: Periods) -> None:
    """ssd_missing and ext_return_interview."""
    rng = world.rng("missing")
    in_care = np.flatnonzero((periods.end > world.history_from) & ~periods.is_short_break)
    in_care = in_care[happens(rng, RUNNERS_IN_CARE, len(in_care))]
    # At home: during a plan, when not in care at any time of the case, so that no two episodes of a child overlap.
    at_home = np.flatnonzero((cases.cin_start <= world.as_of) & (cases.care_start == NEVER))
    at_home = at_home[happens(rng, RUNNERS_AT_HOME, len(at_home))]
    child = np.concatenate([periods.child[in_care], cases.child[at_home]])
    start = np.concatenate([periods.start[in_care], cases.referred[at_home]])
    end = np.concatenate([periods.end[in_care], cases.closed[at_home]])
    start = np.maximum(np.maximum(start, birthday(people.born[child], 11)), world.history_from)
    end = np.minimum(end, world.as_of + 1)
    # A few children go missing again and again, most of them seldom.
    rate = np.clip(60 * np.exp(rng.normal(0.55, 1.0, len(child))), 12, 900)

    def gaps(row: np.ndarray, near: np.ndarray) -> np.ndarray:
        return 4 + (rng.exponential(1, len(row)) * (rate[row] - 4) / world.climate.demand(near)).astype(np.int64)

    owner, day = series(start, np.maximum(end, start), rate, gaps)
    size = len(owner)
    left = day * 86400 + between(rng, 60, 86399, size)
    hours = np.minimum(np.exp(rng.normal(2.1, 1.1, size)), 70)
    # Back before care or the case ends, and before the next time.
    back = np.minimum(left + (hours * 3600).astype(np.int64) + 61, (np.minimum(end[owner], NEVER) * 86400) - 1)
    back = np.maximum(back, left + 600)
    away = happens(rng, 0.09, size)
    still = back >= (world.as_of + 1) * 86400
    returned = np.where(still, NEVER * 86400, back)
    offered = happens(rng, 0.95, size)
    # Fewer interviews half a year before the end, more since.
    before = world.as_of - day
    done = happens(rng, np.where((before > 90) & (before < 330), 0.6, 0.86), size)
    quick = happens(rng, 0.69, size)
    delay = np.where(quick, 3 + 68 * rng.random(size), 73 + rng.exponential(70, size))
    interview = back + (delay * 3600).astype(np.int64)
    held = offered & done & ~still & (interview < (world.as_of + 1) * 86400)
    number = np.arange(size)
    world.add(
        "ssd_missing",
        {
            "miss_table_id": c.ids("M", number),
            "miss_person_id": c.ids("C", child[owner]),
            "miss_missing_episode_start_date": c.stamps(left),
            "miss_missing_episode_type": c.codes(("M", "A"), away.astype(int)),
            "miss_missing_episode_end_date": c.stamps(returned),
            "miss_missing_rhi_offered": c.codes(("N", "Y"), offered.astype(int), where=~still),
            "miss_missing_rhi_accepted": c.codes(
                ("N", "Y", "NA"), np.where(offered, held.astype(int), 2), where=~still
            ),
        },
        person=child[owner],
    )
    offered_on = back // 86400 + (delay / 24 * 0.5).astype(np.int64)
    rows = np.flatnonzero(offered & ~still & (offered_on <= world.as_of))
    world.add(
        "ext_return_interview",
        {
            "interview_id": c.ids("RI", np.arange(len(rows))),
            "missing_id": c.ids("M", rows),
            "person_id": c.ids("C", child[owner[rows]]),
            "offered_on": c.dates(np.minimum(offered_on, interview // 86400)[rows]),
            "completed_at": c.stamps(np.where(held, interview, NEVER * 86400)[rows]),
            "declined": c.flags((~held & happens(rng, 0.55, size))[rows]),
        },
        person=child[owner[rows]],
    )
