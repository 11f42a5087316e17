"""Strategy discussions, section 47 enquiries, conferences, and protection plans with their visits and reviews."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from synthetic import columns as c
from synthetic.calendar import NEVER, add_months, age, birthday
from synthetic.cases import Cases
from synthetic.draws import about, between, happens, late_share, pick, series
from synthetic.front_door import office_time
from synthetic.need import renewal_gaps, visit_gaps, with_failed
from synthetic.people import People
from synthetic.teams import ASSESSMENT, TEAM_IDS
from synthetic.words import ABUSE
from synthetic.world import World

VISIT_DAYS = 14  # ten working days
PARTICIPATION = ("PN0", "PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7")
EARLIER_PLANS = 0.42  # share of children with a plan before these records begin
RECENT_PLANS = 0.08  # of the others, with one that ended within two years of this one, known only by its dates


class Plans:
    """Protection plans, one row each, those before the records (case -1) included."""

    def __init__(
        self, child: np.ndarray, case: np.ndarray, start: np.ndarray, end: np.ndarray, locality: np.ndarray
    ) -> None:
        self.child, self.case, self.start, self.end, self.locality = child, case, start, end, locality
        self.number = np.arange(len(child))

    def recorded(self, world: World) -> np.ndarray:
        """Plans whose visits, reviews and documents are in these records."""
        return np.flatnonzero((self.case >= 0) | (self.end > world.history_from))


def write(world: World, people: People, cases: Cases) -> Plans:
    rng = world.rng("protection")
    plans = _all_plans(world, rng, people, cases)
    plan_of = np.full(len(cases.child), -1)
    plan_of[plans.case[plans.case >= 0]] = plans.number[plans.case >= 0]
    _enquiries(world, rng, cases)
    _conferences(world, rng, people, cases, plan_of)
    _old_conferences(world, plans)
    _plans(world, rng, cases, plans)
    current = plans.recorded(world)
    _visits(world, rng, people, plans, current)
    _reviews(world, rng, people, plans, current)
    return plans


def _all_plans(world: World, rng: np.random.Generator, people: People, cases: Cases) -> Plans:
    rows = np.flatnonzero(cases.cp_start <= world.as_of)
    order = np.lexsort((cases.cp_start[rows], cases.child[rows]))
    rows = rows[order]
    is_first = np.concatenate(([True], np.diff(cases.child[rows]) != 0)) if len(rows) else np.zeros(0, bool)
    # Plans of years ago, known only by their dates. One or two of them.
    old = rows[is_first & happens(rng, EARLIER_PLANS, len(rows))]
    end = np.minimum(cases.referred[old], world.start) - 30 - about(rng, 500, len(old))
    start = world.working.on_or_after(end - between(rng, 90, 500, len(old)))
    second = happens(rng, 0.7, len(old))
    end_2 = start - 60 - about(rng, 400, len(old))
    start_2 = world.working.on_or_after(end_2 - between(rng, 90, 400, len(old)))
    first_known = np.full(int(cases.child.max(initial=0)) + 1, NEVER)
    np.minimum.at(first_known, cases.child, cases.referred)
    unknown_before = cases.referred[rows] == first_known[cases.child[rows]]
    recent = np.setdiff1d(rows[unknown_before & happens(rng, RECENT_PLANS, len(rows))], old)
    end_3 = cases.referred[recent] - between(rng, 60, 600, len(recent))
    start_3 = world.working.on_or_after(end_3 - between(rng, 90, 300, len(recent)))
    before = [old, old[second], recent]
    child = np.concatenate([cases.child[rows], *(cases.child[of] for of in before)])
    case = np.concatenate([rows, np.full(sum(map(len, before)), -1)])
    starts = np.concatenate([cases.cp_start[rows], start, start_2[second], start_3])
    ends = np.concatenate([cases.cp_end[rows], end, end_2[second], end_3])
    locality = np.concatenate([cases.locality[rows], *(cases.locality[of] for of in before)])
    kept = (starts > people.born[child] - 60) & (ends > starts)
    return Plans(child[kept], case[kept], starts[kept], ends[kept], locality[kept])


def _enquiries(world: World, rng: np.random.Generator, cases: Cases) -> None:
    """ext_strategy_discussion and ssd_s47_enquiry, one row for each child."""
    rows = np.flatnonzero((cases.discussed < NEVER) & (cases.triggered <= world.as_of))
    held = np.where(cases.discussed[rows] <= world.as_of, cases.discussed[rows], NEVER)
    team = c.codes(TEAM_IDS, ASSESSMENT + cases.locality[rows])
    started = cases.enquiry[rows] & (held < NEVER)
    outcome = np.where(cases.enquiry[rows], 0, np.where(happens(rng, 0.7, len(rows)), 1, 2))
    called, meeting = office_time(rng, cases.triggered[rows]), office_time(rng, np.where(held < NEVER, held, 0))
    world.add(
        "ext_strategy_discussion",
        {
            "discussion_id": c.ids("SD", rows),
            "person_id": c.ids("C", cases.child[rows]),
            "referral_id": c.ids("R", rows),
            "triggered_at": c.stamps(called),
            "held_at": c.stamps(np.where(held < NEVER, np.maximum(meeting, called + 1200), NEVER * 86400)),
            "outcome": c.codes(("s47", "no_further_action", "other"), outcome, where=held < NEVER),
            "s47_enquiry_id": c.ids("S", rows, where=started),
            "team_id": team,
        },
        person=cases.child[rows],
    )
    rows = rows[started]
    end = np.where(cases.enquiry_end[rows] <= world.as_of, cases.enquiry_end[rows], NEVER)
    to_conference = cases.conference[rows] < NEVER
    nfa = ~to_conference & happens(rng, 0.45, len(rows))
    json = [
        f'{{"NFA_FLAG": "{"Y" if n == 0 else "N"}", "PROV_OF_SERVICES_FLAG": "{"Y" if n == 1 else "N"}", '
        f'"CP_CONFERENCE_FLAG": "{"Y" if n == 2 else "N"}", "TOTAL_NO_OF_OUTCOMES": "1"}}'
        for n in range(3)
    ]
    world.add(
        "ssd_s47_enquiry",
        {
            "s47e_s47_enquiry_id": c.ids("S", rows),
            "s47e_referral_id": c.ids("R", rows),
            "s47e_person_id": c.ids("C", cases.child[rows]),
            "s47e_s47_start_date": c.dates(cases.discussed[rows]),
            "s47e_s47_end_date": c.dates(end),
            "s47e_s47_nfa": c.flags(nfa, where=end < NEVER),
            "s47e_s47_outcome_json": c.codes(json, np.where(to_conference, 2, np.where(nfa, 0, 1)), where=end < NEVER),
            "s47e_s47_completed_by_team": c.codes(TEAM_IDS, ASSESSMENT + cases.locality[rows]),
        },
        person=cases.child[rows],
    )


def _conferences(world: World, rng: np.random.Generator, people: People, cases: Cases, plan_of: np.ndarray) -> None:
    """ssd_initial_cp_conference and the child's views at it."""
    rows = np.flatnonzero((cases.conference < NEVER) & (cases.discussed <= world.as_of))
    held = np.where(cases.conference[rows] <= world.as_of, cases.conference[rows], NEVER)
    on_plan = plan_of[rows] >= 0
    json = ['{"NFA_FLAG": "N", "PROV_OF_SERVICES_FLAG": "Y", "CP_FLAG": "N"}', '{"NFA_FLAG": "N", "CP_FLAG": "Y"}']
    world.add(
        "ssd_initial_cp_conference",
        {
            "icpc_icpc_id": c.ids("IC", rows),
            "icpc_icpc_meeting_id": c.ids("IM", cases.family_case[rows]),
            "icpc_s47_enquiry_id": c.ids("S", rows),
            "icpc_person_id": c.ids("C", cases.child[rows]),
            "icpc_cp_plan_id": c.ids("P", plan_of[rows]),
            "icpc_referral_id": c.ids("R", rows),
            "icpc_icpc_transfer_in": c.flags(np.zeros(len(rows), bool)),
            "icpc_icpc_target_date": c.dates(world.working.add(cases.discussed[rows], 15)),
            "icpc_icpc_date": c.dates(held),
            "icpc_icpc_outcome_cp_flag": c.flags(on_plan, where=held < NEVER),
            "icpc_icpc_outcome_json": c.codes(json, on_plan.astype(int), where=held < NEVER),
            "icpc_icpc_team": c.codes(TEAM_IDS, ASSESSMENT + cases.locality[rows]),
        },
        person=cases.child[rows],
    )
    born = people.born[cases.child[rows]] <= held
    rows, held = rows[(held < NEVER) & born], held[(held < NEVER) & born]
    write_views(world, rng, c.ids("IC", rows), cases.child[rows], held)


def _old_conferences(world: World, plans: Plans) -> None:
    """The conferences of the plans before the records, known only by their dates."""
    rows = np.flatnonzero(plans.case < 0)
    world.add(
        "ssd_initial_cp_conference",
        {
            "icpc_icpc_id": c.ids("IX", plans.number[rows]),
            "icpc_person_id": c.ids("C", plans.child[rows]),
            "icpc_cp_plan_id": c.ids("P", plans.number[rows]),
            "icpc_icpc_transfer_in": c.flags(np.zeros(len(rows), bool)),
            "icpc_icpc_date": c.dates(plans.start[rows]),
            "icpc_icpc_outcome_cp_flag": c.flags(np.ones(len(rows), bool)),
        },
        person=plans.child[rows],
    )


def write_views(
    world: World, rng: np.random.Generator, conference: pa.Array, child: np.ndarray, held: np.ndarray
) -> None:
    """ext_conference_views."""
    world.add(
        "ext_conference_views",
        {
            "conference_id": conference,
            "person_id": c.ids("C", child),
            "held_on": c.dates(held),
            "views_available": c.flags(happens(rng, 0.735, len(child)), where=happens(rng, 0.99, len(child))),
        },
        person=child,
    )


def _plans(world: World, rng: np.random.Generator, cases: Cases, plans: Plans) -> None:
    """ssd_cp_plans, plan documents renewed, neglect toolkits."""
    size, ended = len(plans.child), np.where(plans.end <= world.as_of, plans.end, NEVER)
    family = np.where(plans.case >= 0, cases.family_case[np.maximum(plans.case, 0)], 0)
    shared = pick(rng, list(ABUSE.values()), int(family.max(initial=0)) + 1)[family]
    initial = np.where(plans.case >= 0, shared, pick(rng, list(ABUSE.values()), size))
    latest = np.where(happens(rng, 0.08, size), pick(rng, list(ABUSE.values()), size), initial)
    world.add(
        "ssd_cp_plans",
        {
            "cppl_cp_plan_id": c.ids("P", plans.number),
            "cppl_referral_id": c.ids("R", plans.case),
            "cppl_icpc_id": pc.if_else(pa.array(plans.case >= 0), c.ids("IC", plans.case), c.ids("IX", plans.number)),
            "cppl_person_id": c.ids("C", plans.child),
            "cppl_cp_plan_start_date": c.dates(plans.start),
            "cppl_cp_plan_end_date": c.dates(ended),
            "cppl_cp_plan_initial_category": c.codes(list(ABUSE), initial),
            "cppl_cp_plan_ola": c.flags(happens(rng, 0.012, size) & (plans.case < 0)),
            "cppl_cp_plan_latest_category": c.codes(list(ABUSE), latest),
        },
        person=plans.child,
        when=plans.start,
        until=ended,
    )
    rows = plans.recorded(world)
    until = np.minimum(plans.end[rows], world.as_of + 1)
    owner, day = series(plans.start[rows], until, 115.0, lambda row, near: renewal_gaps(rng, 0.55, len(row)))
    world.add(
        "ext_plan_update",
        {
            "plan_update_id": c.ids("UP", np.arange(len(owner))),
            "person_id": c.ids("C", plans.child[rows[owner]]),
            "plan_kind": c.same("cp", len(owner)),
            "completed_on": c.dates(day),
            "plan_id": c.ids("P", rows[owner]),
            "finalised": c.flags(happens(rng, 0.93, len(owner))),
        },
        person=plans.child[rows[owner]],
    )
    neglect = rows[(initial[rows] == 0) & happens(rng, 0.4, len(rows))]
    day = plans.start[neglect] + between(rng, -60, 50, len(neglect))
    kept = (day <= world.as_of) & (day < plans.end[neglect])
    neglect, day = neglect[kept], day[kept]
    world.add(
        "ext_neglect_toolkit",
        {
            "toolkit_id": c.ids("NTP", np.arange(len(neglect))),
            "contact_id": c.ids("CO", np.full(len(neglect), -1)),
            "person_id": c.ids("C", plans.child[neglect]),
            "completed_on": c.dates(day),
            "context": c.same("child_protection", len(neglect)),
        },
        person=plans.child[neglect],
    )


def _visits(world: World, rng: np.random.Generator, people: People, plans: Plans, rows: np.ndarray) -> None:
    """ssd_cp_visits."""
    child, locality = plans.child[rows], plans.locality[rows]

    def gaps(row: np.ndarray, near: np.ndarray) -> np.ndarray:
        late = late_share(1 - world.climate.chance(0.905, near, locality[row], 0.7))
        return visit_gaps(rng, VISIT_DAYS, late)

    begun = np.maximum(plans.start[rows], people.born[child])
    owner, day = series(begun, np.minimum(plans.end[rows], world.as_of + 1), 0.9 * VISIT_DAYS, gaps)
    owner, day, seen = with_failed(rng, owner, day, begun, 0.06)
    kept = world.noted(rng, day)
    owner, day, seen = owner[kept], day[kept], seen[kept]
    size = len(owner)
    # Seen alone from about five; younger ones sometimes.
    older = day >= birthday(people.born[child], 5)[owner]
    alone = seen & happens(rng, np.where(older, world.climate.chance(0.962, day, locality[owner], 0.5), 0.25), size)
    world.add(
        "ssd_cp_visits",
        {
            "cppv_cp_visit_id": c.ids("PV", np.arange(size)),
            "cppv_person_id": c.ids("C", child[owner]),
            "cppv_cp_plan_id": c.ids("P", rows[owner]),
            "cppv_cp_visit_date": c.dates(day),
            "cppv_cp_visit_seen": c.flags(seen),
            "cppv_cp_visit_seen_alone": c.flags(alone),
            "cppv_cp_visit_bedroom": c.flags(seen & happens(rng, 0.5, size)),
        },
        person=child[owner],
    )


def _reviews(world: World, rng: np.random.Generator, people: People, plans: Plans, rows: np.ndarray) -> None:
    """ssd_cp_reviews: the first within three months, then every six; nearly all in time."""
    number, live, last = 0, np.arange(len(rows)), plans.start[rows].copy()
    for nth in range(12):
        due = add_months(last[live], 3 if nth == 0 else 6)
        in_time = happens(rng, world.climate.chance(0.975, due, plans.locality[rows[live]], 0.3), len(live))
        held = np.where(in_time, due - between(rng, 1, 15, len(live)), due + 1 + about(rng, 12, len(live)))
        held = np.where(in_time, world.working.on_or_before(held), world.working.on_or_after(held))
        end = plans.end[rows[live]]
        happened = (held <= end) & (held <= world.as_of)
        listed = happened | ((end > world.as_of) & (due <= world.as_of + 90))
        plan, day = rows[live[listed]], np.where(happened, held, NEVER)[listed]
        child = plans.child[plan]
        years = age(people.born[child], np.where(day < NEVER, day, world.as_of))
        taken = np.where(years < 4, 0, 1 + pick(rng, (25, 12, 2, 6, 12, 28, 15), len(plan)))
        world.add(
            "ssd_cp_reviews",
            {
                "cppr_cp_review_id": c.ids("PR", number + np.arange(len(plan))),
                "cppr_person_id": c.ids("C", child),
                "cppr_cp_plan_id": c.ids("P", plan),
                "cppr_cp_review_due": c.dates(due[listed]),
                "cppr_cp_review_date": c.dates(day),
                "cppr_cp_review_meeting_id": c.ids("PM", number + np.arange(len(plan))),
                "cppr_cp_review_outcome_continue_cp": c.flags(plans.end[plan] - day > 10, where=day < NEVER),
                "cppr_cp_review_participation": c.codes(PARTICIPATION, taken, where=day < NEVER),
            },
            person=child,
        )
        done = (day < NEVER) & (people.born[child] <= day)
        write_views(world, rng, c.ids("PR", (number + np.arange(len(plan)))[done]), child[done], day[done])
        number += len(plan)
        last[live] = held
        live = live[happened]
