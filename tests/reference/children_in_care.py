"""Children in care."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from tests.reference.calendar import ONE_DAY, birthday
from tests.reference.case import Case, event, state
from tests.reference.clocks import is_current, last
from tests.reference.cohorts import (
    SHORT_BREAKS,
    PeriodOfCare,
    Stretch,
    children,
    is_looked_after,
    legal_status,
    looked_after_since,
    periods_of_care,
    times_in_care,
)
from tests.reference.placements import (
    ADOPTION,
    Stay,
    is_permanent,
    placement_on,
    placement_type,
    stay_on,
    stay_since,
    stays,
)
from tests.reference.plans import interval_due
from tests.reference.world import Row, World, is_open

SPECIAL_GUARDIANSHIP = ("E43", "E44", "E45", "E46", "E47", "E48")
TOOK_PART = ("PN1", "PN2", "PN3", "PN5", "PN6")


def children_in_care(world: World, day: date) -> Iterator[str]:
    for child_id in children(world):
        if is_looked_after(world, child_id, day):
            yield child_id


def child_case(child_id: str, **said: object) -> Case:
    return Case(case_id=child_id, child_id=child_id, **said)


def placed_case(world: World, child_id: str, day: date, **said: object) -> Case:
    """A case whose breakdown is the type of the placement on the day."""
    return child_case(child_id, category_1=placement_type(world, child_id, day), **said)


# -- how many ---------------------------------------------------------------------------------------------------------------


@state("cla_at_period_end")
def cla_at_period_end(world: World, day: date) -> Iterator[Case]:
    for child_id in children_in_care(world, day):
        yield placed_case(world, child_id, day, category_2=legal_status(world, child_id, day))


@state("cla_rate")
def cla_rate(world: World, day: date) -> Iterator[Case]:
    for child_id in children_in_care(world, day):
        yield child_case(child_id)


@state("cla_accommodated_under_section_20")
def cla_accommodated_under_section_20(world: World, day: date) -> Iterator[Case]:
    for child_id in children_in_care(world, day):
        yield placed_case(world, child_id, day, numerator=int(legal_status(world, child_id, day) == "V2"))


@state("cla_section_20_in_proceedings")
def cla_section_20_in_proceedings(world: World, day: date) -> Iterator[Case]:
    for child_id in children_in_care(world, day):
        if legal_status(world, child_id, day) == "V2":
            cases = world.open_on(world.of_child("ext_legal_case", child_id), "started_on", "ended_on", day)
            yield child_case(child_id, numerator=int(bool(cases)))


@state("cla_planned_return_or_guardianship")
def cla_planned_return_or_guardianship(world: World, day: date) -> Iterator[Case]:
    for child_id in children_in_care(world, day):
        rows = world.open_on(world.of_child("ext_permanence_plan", child_id), "agreed_on", "ended_on", day)
        plans = {row["plan"] for row in rows}
        if "special_guardianship" in plans:
            yield child_case(child_id, category_1="special guardianship")
        elif "return_home" in plans:
            yield child_case(child_id, category_1="return home")


# -- starting and ceasing ---------------------------------------------------------------------------------------------------


def starts_of_care(world: World) -> Iterator[PeriodOfCare]:
    """Periods that started with a first episode of reason S, not in short breaks on their first day."""
    for child_id in children(world):
        for period in periods_of_care(world, child_id):
            started_new = period.episodes[0]["clae_cla_episode_start_reason"] == "S"
            if started_new and legal_status(world, child_id, period.started) not in SHORT_BREAKS:
                yield period


def last_day_in_care(period: PeriodOfCare) -> date:
    return max(period.started, period.ended - ONE_DAY)


def ends_of_care(world: World, child_id: str) -> Iterator[PeriodOfCare]:
    """Periods that ended, not in short breaks on their last day."""
    for period in periods_of_care(world, child_id):
        if period.ended and legal_status(world, child_id, last_day_in_care(period)) not in SHORT_BREAKS:
            yield period


def type_of_episode(world: World, episode: Row) -> str | None:
    placement = world.one("ssd_cla_placement", episode["clae_cla_placement_id"])
    return placement["clap_cla_placement_type"] if placement else None


@event("cla_admissions")
def cla_admissions(world: World) -> Iterator[Case]:
    for period in starts_of_care(world):
        yield Case(
            case_id=period.cla_id,
            child_id=period.child_id,
            on=period.started,
            category_1=type_of_episode(world, period.episodes[0]),
        )


@event("cla_exits")
def cla_exits(world: World) -> Iterator[Case]:
    for child_id in children(world):
        for period in ends_of_care(world, child_id):
            reason = period.episodes[-1]["clae_cla_episode_ceased_reason"]
            if reason in ("E11", "E12"):
                kind = "adopted"
            elif reason in SPECIAL_GUARDIANSHIP:
                kind = "special guardianship"
            elif reason in ("E4A", "E4B"):
                kind = "returned to parents"
            else:
                kind = "other"
            yield Case(
                case_id=period.cla_id,
                child_id=child_id,
                on=period.ended,
                category_1=type_of_episode(world, period.episodes[-1]),
                category_2=kind,
            )


@event("cla_short_care_periods")
def cla_short_care_periods(world: World) -> Iterator[Case]:
    """Periods in which care goes on are one: they count when the last ends, from the start of the first."""
    for child_id in children(world):
        periods = sorted(
            periods_of_care(world, child_id), key=lambda one: (one.started, one.ended or date.max, one.cla_id)
        )
        ended = {period.cla_id for period in ends_of_care(world, child_id)}
        started = None
        for period, following in pairwise([*periods, None]):
            started = started or period.started
            if following is not None and goes_on(world, period, following):
                continue
            if period.cla_id in ended and period.ended <= world.after(started, "short_care_period", period.ended):
                yield Case(case_id=period.cla_id, child_id=child_id, on=period.ended)
            started = None


def goes_on(world: World, period: PeriodOfCare, following: PeriodOfCare) -> bool:
    """The next period starts on the day this one ended, with no short break on either side."""
    return (
        period.ended == following.started
        and legal_status(world, period.child_id, last_day_in_care(period)) not in SHORT_BREAKS
        and legal_status(world, period.child_id, following.started) not in SHORT_BREAKS
    )


@event("cla_readmissions_in_12_months")
def cla_readmissions_in_12_months(world: World) -> Iterator[Case]:
    for period in starts_of_care(world):
        ends = [earlier.ended for earlier in ends_of_care(world, period.child_id) if earlier is not period]
        goes_on = period.started in ends
        again = any(end < period.started <= world.after(end, "care_readmission_window", period.started) for end in ends)
        yield Case(
            case_id=period.cla_id,
            child_id=period.child_id,
            on=period.started,
            numerator=int(again and not goes_on),
        )


# -- where they live --------------------------------------------------------------------------------------------------------


def is_out_of_county(world: World, placement: Row | None) -> bool:
    detail = world.one("ext_placement_detail", placement["clap_cla_placement_id"]) if placement else None
    if detail is None:
        return False
    if detail["in_authority"] is not None:
        return detail["in_authority"] == "N"
    return detail["placement_la"] not in (None, "CON", world.la_code)  # CON: a confidential place


@state("cla_placed_out_of_county")
def cla_placed_out_of_county(world: World, day: date) -> Iterator[Case]:
    for child_id in children_in_care(world, day):
        placement = placement_on(world, child_id, day)
        yield placed_case(world, child_id, day, numerator=int(is_out_of_county(world, placement)))


@state("cla_placed_out_of_county_over_20_miles")
def cla_placed_out_of_county_over_20_miles(world: World, day: date) -> Iterator[Case]:
    limit = world.number("out_of_area_distance", day)
    for child_id in children_in_care(world, day):
        placement = placement_on(world, child_id, day)
        miles = placement["clap_cla_placement_distance"] if placement else None
        is_far = miles is not None and limit < miles < 999
        yield placed_case(world, child_id, day, numerator=int(is_far and is_out_of_county(world, placement)))


@state("cla_three_or_more_placements")
def cla_three_or_more_placements(world: World, day: date) -> Iterator[Case]:
    for child_id in children_in_care(world, day):
        count = sum(
            any(
                start <= day and (end is None or world.after(end, "placement_window", day) > day)
                for start, end in days_in_care(world, child_id, stay)
            )
            for stay in stays(world, child_id)
        )
        yield placed_case(world, child_id, day, numerator=int(count >= world.number("placement_count", day)))


def days_in_care(world: World, child_id: str, stay: Stay) -> Iterator[Stretch]:
    """The parts of a stay that are not in short breaks; a stay that ended on the day it started is one."""
    if stay.started == stay.ended:
        if legal_status(world, child_id, stay.started) not in SHORT_BREAKS:
            yield stay.started, stay.ended
        return
    for start, end in times_in_care(world, child_id):
        first = max(start, stay.started)
        ends = [day for day in (end, stay.ended) if day is not None]
        if not ends or first < min(ends):
            yield first, min(ends, default=None)


@state("cla_long_term_placement_stability")
def cla_long_term_placement_stability(world: World, day: date) -> Iterator[Case]:
    for child_id in children_in_care(world, day):
        age, since = world.age(child_id, day), looked_after_since(world, child_id, day)
        if age is None or not 0 <= age <= world.number("ltps_max_age", day):
            continue
        if day < world.after(since, "ltps_care_months", day):
            continue
        started = settled_since(world, child_id, day)
        settled = started is not None and day >= world.after(started, "ltps_placement_months", day)
        yield placed_case(world, child_id, day, numerator=int(settled))


def settled_since(world: World, child_id: str, day: date) -> date | None:
    """With the same carer since; placed for adoption: with the carer before, where the child came straight from there."""
    stay = stay_on(world, child_id, day)
    if stay is None:
        return None
    placed_on = {row["perm_placed_for_adoption_date"] for row in world.of_child("ssd_permanence", child_id)}
    if stay.placements[0]["clap_cla_placement_type"] in ADOPTION or stay.started in placed_on:
        before = [other for other in stays(world, child_id) if other.ended == stay.started and other is not stay]
        if before:
            return before[-1].started
    return stay.started


# -- visits, assessments and reviews ----------------------------------------------------------------------------------------


@state("cla_visits_in_time")
def cla_visits_in_time(world: World, day: date) -> Iterator[Case]:
    for child_id in children_in_care(world, day):
        started = stay_since(world, child_id, day)
        seen = [
            row["clav_cla_visit_date"]
            for row in world.of_child("ssd_cla_visits", child_id)
            if row["clav_cla_visit_seen"] == "Y"
        ]
        visited = last(seen, day, first=started)
        if visited is None:
            parameter = "cla_visit_first_days"
        else:
            permanent = is_permanent(world, child_id, visited)
            parameter = "cla_visit_interval_permanent" if permanent else "cla_visit_interval"
        due_on = interval_due(world, child_id, visited or started, parameter, "cla_visit", day)
        yield placed_case(world, child_id, day, numerator=int(due_on >= day))


@state("cla_assessments_up_to_date")
def cla_assessments_up_to_date(world: World, day: date) -> Iterator[Case]:
    for child_id in children_in_care(world, day):
        days = [row["cina_assessment_auth_date"] for row in world.of_child("ssd_cin_assessments", child_id)]
        yield child_case(child_id, numerator=int(is_current(world, days, "cla_assessment_interval", day)))


def reviews_held(world: World, child_id: str) -> dict[date, list[Row]]:
    """Reviews with a date that were not cancelled, by day: several on a day are one, with the lowest id. A review that does
    not name the child is of the child of its period of care."""
    found = world.where("ssd_cla_reviews", "clar_cla_person_id", child_id) + [
        row
        for period in periods_of_care(world, child_id)
        for row in world.where("ssd_cla_reviews", "clar_cla_id", period.cla_id)
        if row["clar_cla_person_id"] is None
    ]
    rows: dict[date, list[Row]] = {}
    for row in sorted(found, key=lambda row: row["clar_cla_review_id"]):
        if row["clar_cla_review_date"] and row["clar_cla_review_cancelled"] != "Y":
            rows.setdefault(row["clar_cla_review_date"], []).append(row)
    return dict(sorted(rows.items()))


@event("cla_reviews_in_time")
def cla_reviews_in_time(world: World) -> Iterator[Case]:
    for child_id in children(world):
        for start, end in times_in_care(world, child_id):
            held = [day for day in reviews_held(world, child_id) if is_open(start, end, day)]
            clock = start
            for number in range(1, len(held) + 2):
                done = held[number - 1] if number <= len(held) else None
                stage = {1: "first", 2: "second"}.get(number, "subsequent")
                due_on = review_due(world, clock, stage)
                # Not due: the child left care on or before the day. Pending: not held, and the day is not over.
                if is_open(start, end, due_on) and (done is not None or due_on < world.as_of):
                    yield Case(
                        case_id=f"{child_id}|{start}|{number}",
                        child_id=child_id,
                        on=due_on,
                        numerator=int(done is not None and done <= due_on),
                        category_1=stage,
                    )
                clock = done


def review_due(world: World, clock: date, stage: str) -> date:
    """The limit is read on the case date; the catalogue's limits do not change over time."""
    parameter = {"first": "cla_review_first_days", "second": "cla_review_second"}.get(stage, "cla_review_interval")
    return world.after(clock, parameter, clock)


@event("cla_review_participation")
def cla_review_participation(world: World) -> Iterator[Case]:
    for child_id in children(world):
        for day, rows in reviews_held(world, child_id).items():
            codes = {row["clar_cla_review_participation"] for row in rows}
            took_part = bool(codes & {*TOOK_PART})
            age = world.age(child_id, day)
            if not is_looked_after(world, child_id, day) or age is None or ("PN0" in codes and not took_part):
                continue
            if age >= world.number("cla_review_participation_min_age", day):
                yield Case(
                    case_id=rows[0]["clar_cla_review_id"],
                    child_id=child_id,
                    on=day,
                    numerator=int(took_part),
                )


# -- the reviewing officer --------------------------------------------------------------------------------------------------


def officer_days(world: World, child_id: str, *kinds: str) -> list[date]:
    rows = world.of_child("ext_case_activity", child_id)
    return [row["activity_on"] for row in rows if row["kind"] in kinds]


def in_care_for_the_window(world: World, day: date) -> Iterator[str]:
    """Children looked after for at least the window of the reviewing officer's activity."""
    for child_id in children_in_care(world, day):
        if day >= world.after(looked_after_since(world, child_id, day), "iro_activity_window", day):
            yield child_id


@state("cla_iro_footprint_in_6_months")
def cla_iro_footprint_in_6_months(world: World, day: date) -> Iterator[Case]:
    for child_id in in_care_for_the_window(world, day):
        days = officer_days(world, child_id, "iro_footprint", "iro_contact", "iro_visit")
        yield child_case(child_id, numerator=int(is_current(world, days, "iro_activity_window", day)))


@state("cla_iro_contact_in_6_months")
def cla_iro_contact_in_6_months(world: World, day: date) -> Iterator[Case]:
    for child_id in in_care_for_the_window(world, day):
        age = world.age(child_id, day)
        if age is not None and age >= world.number("iro_contact_min_age", day):
            days = officer_days(world, child_id, "iro_contact", "iro_visit")
            days += [row["clae_cla_last_iro_contact_date"] for row in world.of_child("ssd_cla_episodes", child_id)]
            yield child_case(child_id, numerator=int(is_current(world, days, "iro_activity_window", day)))


@state("cla_iro_visits_in_6_months")
def cla_iro_visits_in_6_months(world: World, day: date) -> Iterator[Case]:
    for child_id in in_care_for_the_window(world, day):
        age = world.age(child_id, day)
        youngest, oldest = world.number("iro_visit_min_age", day), world.number("iro_visit_max_age", day)
        if age is not None and youngest <= age <= oldest:
            days = officer_days(world, child_id, "iro_visit")
            yield child_case(child_id, numerator=int(is_current(world, days, "iro_activity_window", day)))


# -- plans ------------------------------------------------------------------------------------------------------------------


def pathway_plan_days(world: World, child_id: str) -> list[date]:
    """Days on which a pathway plan was made or reviewed."""
    made = [row["completed_on"] for row in world.of_child("ext_pathway_plan", child_id)]
    reviewed = [row["clea_pathway_plan_review_date"] for row in world.of_child("ssd_care_leavers", child_id)]
    return sorted(day for day in made + reviewed if day is not None)


def eligible_on(world: World, child_id: str, day: date) -> date | None:
    """The later of the birthday at the least age and the day 13 weeks in care since the 14th birthday are reached."""
    born = world.born(child_id)
    if born is None:
        return None
    fourteen, needed = birthday(born, 14), world.number("eligible_care_days", day)
    for start, end in times_in_care(world, child_id):
        start = max(start, fourteen)
        days = (end - start).days if end is not None else None
        if days is None or days >= needed:
            return max(start + needed * ONE_DAY, birthday(born, world.number("pathway_plan_min_age", day)))
        needed -= max(days, 0)
    return None


@state("cla_pathway_plans_up_to_date")
def cla_pathway_plans_up_to_date(world: World, day: date) -> Iterator[Case]:
    for child_id in children_in_care(world, day):
        age, eligible = world.age(child_id, day), eligible_on(world, child_id, day)
        if age is None or eligible is None or day < eligible:
            continue
        if not world.number("pathway_plan_min_age", day) <= age <= 17:
            continue
        plans = pathway_plan_days(world, child_id)
        if day > world.after(eligible, "pathway_plan_first", day) or last(plans, day) is not None:
            yield child_case(child_id, numerator=int(is_current(world, plans, "pathway_plan_interval", day)))


@state("cla_care_plans_up_to_date")
def cla_care_plans_up_to_date(world: World, day: date) -> Iterator[Case]:
    for child_id in children_in_care(world, day):
        if day < world.after(looked_after_since(world, child_id, day), "cla_care_plan_first_days", day):
            continue
        start, end = "lacp_cla_care_plan_start_date", "lacp_cla_care_plan_end_date"
        plans = world.open_on(world.of_child("ssd_cla_care_plan", child_id), start, end, day)
        days = [row[start] for row in plans] + [
            row["completed_on"]
            for row in world.of_child("ext_plan_update", child_id)
            if row["plan_kind"] == "cla" and row["finalised"] != "N"
        ]
        current = bool(plans) and is_current(world, days, "cla_care_plan_update_interval", day)
        yield placed_case(world, child_id, day, numerator=int(current))


# -- health -----------------------------------------------------------------------------------------------------------------


def past_the_first_check(world: World, day: date) -> Iterator[str]:
    """Children looked after long enough for a first health assessment to be due."""
    for child_id in children_in_care(world, day):
        if day >= world.after(looked_after_since(world, child_id, day), "cla_health_first_due_days", day):
            yield child_id


def checks(world: World, child_id: str, kind: str) -> list[date]:
    return [
        row["clah_health_check_date"]
        for row in world.of_child("ssd_cla_health", child_id)
        if row["clah_health_check_type"] == kind and row["clah_health_check_status"] == "Completed"
    ]


@state("cla_health_assessments_up_to_date")
def cla_health_assessments_up_to_date(world: World, day: date) -> Iterator[Case]:
    for child_id in past_the_first_check(world, day):
        age = world.age(child_id, day)
        is_young = age is not None and age < 5
        parameter = "cla_health_interval_under_5" if is_young else "cla_health_interval_5_plus"
        days = checks(world, child_id, "Health Assessment")
        yield placed_case(world, child_id, day, numerator=int(is_current(world, days, parameter, day)))


@state("cla_dental_checks_up_to_date")
def cla_dental_checks_up_to_date(world: World, day: date) -> Iterator[Case]:
    for child_id in past_the_first_check(world, day):
        age = world.age(child_id, day)
        if age is not None and age >= world.number("cla_dental_min_age", day):
            days = checks(world, child_id, "Dental Check")
            yield placed_case(world, child_id, day, numerator=int(is_current(world, days, "cla_dental_interval", day)))


@state("cla_sdq_up_to_date")
def cla_sdq_up_to_date(world: World, day: date) -> Iterator[Case]:
    for child_id in past_the_first_check(world, day):
        age = world.age(child_id, day)
        if age is not None and world.number("sdq_min_age", day) <= age <= world.number("sdq_max_age", day):
            days = [row["csdq_sdq_completed_date"] for row in scored(world, child_id)]
            yield placed_case(world, child_id, day, numerator=int(is_current(world, days, "sdq_interval", day)))


def scored(world: World, child_id: str) -> list[Row]:
    rows = world.of_child("ssd_sdq_scores", child_id)
    return [row for row in rows if row["csdq_sdq_score"] is not None and row["csdq_sdq_completed_date"] is not None]


@state("cla_sdq_high_scores")
def cla_sdq_high_scores(world: World, day: date) -> Iterator[Case]:
    for child_id in children_in_care(world, day):
        rows = [row for row in scored(world, child_id) if row["csdq_sdq_completed_date"] <= day]
        if not rows:
            continue
        latest = max(rows, key=lambda row: (row["csdq_sdq_completed_date"], row["csdq_table_id"]))
        if latest["csdq_sdq_score"] >= world.number("sdq_concern_score", day):
            yield placed_case(world, child_id, day)
