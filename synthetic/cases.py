"""The way a child goes through the service, from referral to closing: the dates that all later stages hang on.

Families are referred, and referred again some time after their last case closed. Each round takes every family whose
next referral falls before the extract, draws the course of that case once for the family, and lets each child follow
it or drop out of it earlier.
"""

import numpy as np

from synthetic.calendar import NEVER, birthday
from synthetic.care import admissions
from synthetic.climate import STRENGTH
from synthetic.draws import about, between, happens, pick
from synthetic.people import People
from synthetic.world import World

NEW_FAMILIES_A_MONTH = 293.0
REFERRED_AGAIN = 0.53
S47, CONFERENCE, PLAN_MADE, CIN_PLAN = 0.435, 0.25, 0.76, 0.205

# Reviews end most plans: months on a plan, with their weights.
CP_MONTHS, CP_WEIGHTS = (3, 6, 9, 12, 15, 18, 21, 25, 31), (9, 11, 29, 12, 20, 7, 6, 4, 5)


class Cases:
    """One row per child and referral; every attribute is an array of days (NEVER = did not happen) unless it says otherwise."""

    child: np.ndarray
    locality: np.ndarray
    family_case: np.ndarray  # number shared by the children referred together
    referred: np.ndarray
    unseen: np.ndarray  # bool: closed without the child being seen
    assessment_start: np.ndarray
    assessment_end: np.ndarray
    outcome_nfa: np.ndarray  # bool
    triggered: np.ndarray  # what called for the strategy discussion
    discussed: np.ndarray
    enquiry: np.ndarray  # bool: the discussion led to a section 47 enquiry, which starts that day
    enquiry_end: np.ndarray
    conference: np.ndarray
    cp_start: np.ndarray
    cp_end: np.ndarray
    cin_trigger: np.ndarray
    cin_route: np.ndarray  # 0 assessment, 1 step-down from protection, 2 step-down from care
    cin_start: np.ndarray
    cin_end: np.ndarray
    care_start: np.ndarray
    care_end: np.ndarray
    care_again_start: np.ndarray
    care_again_end: np.ndarray
    closed: np.ndarray

    def __init__(self, rounds: list[dict[str, np.ndarray]]) -> None:
        for name in rounds[0]:
            setattr(self, name, np.concatenate([part[name] for part in rounds]))
        self.number = np.arange(len(self.child))


def simulate(world: World, people: People) -> Cases:
    """All cases from the start of the simulation to the extract."""
    rng = world.rng("front_door")
    days = np.arange(world.start, world.as_of + 1)
    # At first there are no families to come back yet; more new ones stand in for them.
    unknown = 1 + 0.6 * np.exp(-(days - world.start) / 330)
    expected = NEW_FAMILIES_A_MONTH * 12 / 365.25 * world.scale * world.climate.demand(days) * unknown
    arrived = np.repeat(days, rng.poisson(expected))
    families = people.new_families(arrived)
    strength = rng.gamma(4.0, 0.25, len(families))  # how serious things are in this family, around 1
    next_referral = arrived.copy()
    free_from = np.full(len(people.born), -NEVER)
    was_on_plan = np.zeros(len(families), bool)
    rounds: list[dict[str, np.ndarray]] = []
    family_cases = 0
    while True:
        due = np.flatnonzero(next_referral <= world.as_of)
        if not len(due):
            return Cases(rounds)
        # Referrals at the weekend are taken on the Monday, apart from a few.
        day = next_referral[due]
        monday = world.working.on_or_after(day)
        day = np.where(happens(rng, 0.85, len(due)) & (monday <= world.as_of), monday, day)
        owner, child = people.children_of(families[due])
        born, on = people.born[child], day[owner]
        can_be = (free_from[child] < on) & (born - on < 100) & (on - born < 6300) & happens(rng, 0.93, len(child))
        owner, child = owner[can_be], child[can_be]
        course = _course(world, rng, day, people.locality[families[due]], strength[due], was_on_plan[due])
        case = _follow(world, rng, course, owner, child, people)
        case["family_case"] = family_cases + owner
        family_cases += len(due)
        rounds.append(case)
        free_from[child] = case["closed"]
        # A family comes to notice again after its case has closed for the children who are not in care.
        family = due[owner]
        last_closed = np.full(len(families), -NEVER)
        np.maximum.at(last_closed, family, np.where(case["care_start"] < NEVER, case["care_start"], case["closed"]))
        np.logical_or.at(was_on_plan, family, case["cp_start"] < NEVER)
        again = happens(rng, REFERRED_AGAIN, len(due))
        gap = 1 + np.where(happens(rng, 0.66, len(due)), about(rng, 105, len(due)), about(rng, 900, len(due)))
        came = last_closed[due] > -NEVER
        next_referral[due] = np.where(again & came, last_closed[due] + gap, NEVER)


def _course(
    world: World,
    rng: np.random.Generator,
    day: np.ndarray,
    locality: np.ndarray,
    strength: np.ndarray,
    was_on_plan: np.ndarray,
) -> dict[str, np.ndarray]:
    """What happens to a family's case, were every child to go the whole way."""
    size, working, chance = len(day), world.working, world.climate.chance
    course = {"day": day, "locality": locality}
    course["unseen"] = happens(rng, 0.105 + 0.02 * (STRENGTH[locality] < -1), size)
    course["unseen_closed"] = working.add(day, between(rng, 1, 16, size))
    start = working.add(day, between(rng, 0, 2, size))
    in_time = happens(rng, chance(0.785, day, locality), size)
    quick = working.add(day, 45 - (44 * rng.beta(1.3, 3.4, size) * 0.9).astype(np.int64))
    quick = np.where(happens(rng, 0.14, size), working.add(day, between(rng, 6, 20, size)), quick)
    slow = working.add(day, 46 + about(rng, 28, size))
    course["assessment_start"] = start
    course["assessment_end"] = np.maximum(np.where(in_time, quick, slow), start)
    # Protection.
    course["s47"] = happens(rng, np.minimum(S47 * (0.5 + 0.5 * strength), 0.9), size)
    triggered = np.where(happens(rng, 0.6, size), day, day + about(rng, 9, size))
    triggered = np.minimum(triggered, course["assessment_end"])
    course["triggered"] = triggered
    discussed = happens(rng, chance(0.6, triggered, locality, 0.8), size)
    held = working.add(triggered, np.where(discussed, between(rng, 0, 3, size), between(rng, 4, 9, size)))
    course["discussed"] = held
    course["enquiry"] = happens(rng, 0.86, size)
    timely = happens(rng, chance(0.79, held, locality), size)
    end = working.add(held, np.where(timely, between(rng, 5, 15, size), 16 + about(rng, 8, size)))
    course["to_conference"] = happens(
        rng, np.minimum(CONFERENCE * strength * np.where(was_on_plan, 1.9, 1), 0.85), size
    )
    conferred = happens(rng, chance(0.73, held, locality), size)
    conference = working.add(held, np.where(conferred, between(rng, 9, 15, size), 16 + about(rng, 5, size)))
    course["conference"] = conference
    course["enquiry_end"] = np.where(course["to_conference"], np.minimum(end, conference), end)
    # More plans were made, and kept longer, until half a year before the end.
    before = world.as_of - conference
    course["plan_made"] = happens(rng, np.where((before > 180) & (before < 700), PLAN_MADE + 0.17, PLAN_MADE), size)
    months = np.array(CP_MONTHS)[pick(rng, CP_WEIGHTS, size)]
    end = conference + months * 30 + between(rng, 0, 25, size)
    # In the last half-year older plans were looked at again, and many ended.
    ended_early = (before > 270) & (end > world.as_of) & happens(rng, 0.27, size)
    course["cp_end"] = working.on_or_after(np.where(ended_early, world.as_of - between(rng, 0, 165, size), end))
    # Children in need.
    course["cin"] = happens(rng, np.clip(CIN_PLAN * (0.6 + 0.4 * strength), 0, 0.9), size)
    soon = happens(rng, chance(0.4, course["assessment_end"], locality, 0.7), size)
    course["cin_delay"] = np.where(soon, between(rng, 0, 10, size), 11 + about(rng, 16, size))
    course["cin_length"] = 30 + rng.exponential(150, size).astype(np.int64)
    course["to_care"] = happens(rng, 0.031 * strength, size)
    course["closing"] = about(rng, 9, size)
    return course


def _follow(
    world: World,
    rng: np.random.Generator,
    course: dict[str, np.ndarray],
    owner: np.ndarray,
    child: np.ndarray,
    people: People,
) -> dict[str, np.ndarray]:
    """The case of each child: the family's course as far as the child goes along it, and no further than the 18th birthday."""
    size, never = len(child), np.full(len(child), NEVER)
    of = {name: values[owner] for name, values in course.items()}
    born = people.born[child]
    grown = birthday(born, 18)

    def where(condition: np.ndarray, days: np.ndarray) -> np.ndarray:
        return np.where(condition & (days < grown), days, never)

    seen = ~of["unseen"]
    start, end = where(seen, of["assessment_start"]), where(seen, of["assessment_end"])
    end = np.where((start < NEVER) & (end == NEVER), grown, end)
    discussed = where(seen & of["s47"] & happens(rng, 0.94, size), of["discussed"])
    enquiry = (discussed < NEVER) & of["enquiry"]
    enquiry_end = np.where(enquiry, np.minimum(of["enquiry_end"], grown), never)
    conference = where(enquiry & of["to_conference"] & happens(rng, 0.95, size), of["conference"])
    on_plan = (conference < NEVER) & of["plan_made"] & happens(rng, 0.96, size)
    cp_start = np.where(on_plan, conference, never)
    cp_end = np.where(on_plan, np.minimum(of["cp_end"], grown), never)
    # Into care: straight from the assessment or enquiry, or out of a protection plan.
    from_plan = on_plan & happens(rng, 0.165, size)
    straight = seen & ~on_plan & of["to_care"] & happens(rng, np.where(enquiry, 0.9, 0.45), size)
    into = np.where(from_plan, cp_start + (0.6 * (cp_end - cp_start) * rng.random(size)).astype(np.int64) + 5, never)
    into = np.where(straight, np.minimum(of["assessment_start"] + about(rng, 20, size), end), into)
    into = np.where((into < grown - 30) & (into >= born), into, never)
    cp_end = np.where(from_plan & (into < NEVER), np.minimum(cp_end, into + between(rng, 20, 90, size)), cp_end)
    care = admissions(rng, into, born)
    # A plan for a child in need follows the assessment, or steps down from protection or care.
    last_care = np.where(care["care_again_end"] < NEVER, care["care_again_end"], care["care_end"])
    home = (last_care < NEVER) & (last_care < grown - 200)
    in_care = into < NEVER
    route = np.where(home, 2, np.where(on_plan & ~in_care, 1, 0))
    cin_from = np.where(
        in_care,
        np.where(home, np.maximum(last_care, np.where(cp_end < NEVER, cp_end, 0)), never),
        np.where(on_plan, np.maximum(cp_end, end), end),
    )
    wanted = np.where(route == 2, 0.55, np.where(route == 1, 0.8, 1.0 * (of["cin"] & ~on_plan & ~in_care)))
    trigger = where(seen & happens(rng, wanted, size), cin_from)
    made = happens(rng, 0.93, size)
    cin_start = where((trigger < NEVER) & made, world.working.add(np.minimum(trigger, NEVER - 1), of["cin_delay"]))
    cin_end = np.where(cin_start < NEVER, np.minimum(cin_start + of["cin_length"], grown), never)
    cin_end = np.where((cin_start < NEVER) & (cin_end <= cin_start), cin_start + 1, cin_end)
    # Closed a little after the last thing that was going on.
    going = [start, end, discussed, enquiry_end, conference, cp_end, trigger, cin_start, cin_end, into]
    going += [care["care_end"], care["care_again_start"], care["care_again_end"]]
    last = np.max([np.where(days < NEVER, days, of["day"]) for days in going], axis=0)
    waiting = (trigger < NEVER) & (cin_start == NEVER)
    closed = np.where(seen, last + of["closing"] + np.where(waiting, 40, 0), of["unseen_closed"])
    return {
        "child": child, "locality": of["locality"], "referred": of["day"], "unseen": ~seen, "assessment_start": start,
        "assessment_end": end, "outcome_nfa": (trigger == NEVER) & ~on_plan & ~in_care & happens(rng, 0.28, size),
        "triggered": np.where(discussed < NEVER, of["triggered"], never), "discussed": discussed, "enquiry": enquiry,
        "enquiry_end": enquiry_end, "conference": conference, "cp_start": cp_start, "cp_end": cp_end,
        "cin_trigger": trigger, "cin_route": route, "cin_start": cin_start, "cin_end": cin_end, "care_start": into, **care,
        "closed": closed,
    }  # fmt: skip
