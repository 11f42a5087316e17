"""Contacts, referrals, first visits and single assessments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

from tests.reference.case import Case, event, state
from tests.reference.world import Row, World, day_of, has_time_of_day, is_open, within_hours

# ---- contacts ---------------------------------------------------------------------------------------------------------


def decision_of(world: World, contact: Row) -> Row:
    """The front-door decision on a contact; every column empty where there is none.

    Where no decisions are supplied, the outcome is read from the flags of the contact.
    """
    found = world.one("ext_contact_decision", contact["cont_contact_id"])
    nothing = dict.fromkeys(
        ("received_at", "contact_type", "risk_evident", "initial_decision_at", "final_decision_at", "outcome")
        + ("is_professional_source", "neglect_indicated", "team_id")
    )
    if not world.supplied("ext_contact_decision"):
        flags = {name for name, value in (contact["cont_contact_outcome_json"] or {}).items() if value == "Y"}
        if not flags & {"NEW_REFERRAL_FLAG", "EXISTING_REFERRAL_FLAG"}:
            nothing["outcome"] = "advice" if "ADVICE_FLAG" in flags else "closed" if "NFA_FLAG" in flags else None
    return found or nothing


def contacts_received(world: World) -> Iterator[tuple[Row, Row]]:
    """Contacts with their decision, information-only ones excluded. An empty type is a contact."""
    for contact in world.rows("ssd_contacts"):
        decision = decision_of(world, contact)
        if decision["contact_type"] != "information_only":
            yield contact, decision


def contact_case(contact: Row, decision: Row, numerator: int = 1) -> Case:
    return Case(
        case_id=contact["cont_contact_id"],
        child_id=contact["cont_person_id"],
        on=day_of(contact["cont_contact_date"]),
        team_id=decision["team_id"],
        numerator=numerator,
        category_1=contact["cont_contact_source_code"],
    )


@event("contacts")
def contacts(world: World) -> Iterator[Case]:
    for contact, decision in contacts_received(world):
        yield contact_case(contact, decision)


@event("information_only_contacts")
def information_only_contacts(world: World) -> Iterator[Case]:
    for contact in world.rows("ssd_contacts"):
        decision = decision_of(world, contact)
        if decision["contact_type"] == "information_only":
            yield contact_case(contact, decision)


@event("contacts_closed_at_contact")
def contacts_closed_at_contact(world: World) -> Iterator[Case]:
    for contact, decision in contacts_received(world):
        yield contact_case(contact, decision, int(decision["outcome"] in ("closed", "advice")))


@event("closed_contacts_given_advice")
def closed_contacts_given_advice(world: World) -> Iterator[Case]:
    for contact, decision in contacts_received(world):
        if decision["outcome"] in ("closed", "advice"):
            yield contact_case(contact, decision, int(decision["outcome"] == "advice"))


@event("contacts_with_risk_evident")
def contacts_with_risk_evident(world: World) -> Iterator[Case]:
    for contact, decision in contacts_received(world):
        yield contact_case(contact, decision, int(decision["risk_evident"] == "Y"))


def decided_in_hours(world: World, decided: str, parameter: str, *, only_red: bool = False) -> Iterator[Case]:
    """Contacts decided within hours of receipt, less those still pending and those decided before they were received."""
    for contact, decision in contacts_received(world):
        if only_red and decision["risk_evident"] != "Y":
            continue
        received, done = decision["received_at"] or contact["cont_contact_date"], decision[decided]
        hours = world.number(parameter, day_of(contact["cont_contact_date"]))
        if done is None:
            if last_day_of_hours(received, hours) >= world.extract_date:
                continue
            yield contact_case(contact, decision, 0)
        elif not is_before(done, received):
            yield contact_case(contact, decision, int(within_hours(received, done, hours)))


def last_day_of_hours(start: datetime, hours: int) -> date:
    """The last day on which a step within so many hours is in time: a case is pending by day, also for hours."""
    if has_time_of_day(start):
        return (start + timedelta(hours=hours)).date()
    return start.date() + timedelta(days=hours // 24)


def is_before(step: datetime, start: datetime) -> bool:
    """Whether a step comes before the start of its clock; on dates where either has no time of day."""
    if has_time_of_day(step) and has_time_of_day(start):
        return step < start
    return step.date() < start.date()


@event("contact_initial_decisions_in_time")
def contact_initial_decisions_in_time(world: World) -> Iterator[Case]:
    return decided_in_hours(world, "initial_decision_at", "contact_initial_decision_hours")


@event("contact_final_decisions_in_time")
def contact_final_decisions_in_time(world: World) -> Iterator[Case]:
    return decided_in_hours(world, "final_decision_at", "contact_final_decision_hours")


@event("risk_evident_contact_decisions_in_time")
def risk_evident_contact_decisions_in_time(world: World) -> Iterator[Case]:
    return decided_in_hours(world, "final_decision_at", "risk_evident_decision_hours", only_red=True)


def decided_in_working_days(world: World, parameter: str) -> Iterator[Case]:
    """Contacts, and referrals that came through none, decided within working days of receipt."""
    for contact, decision in contacts_received(world):
        received = day_of(decision["received_at"] or contact["cont_contact_date"])
        case = contact_case(contact, decision)
        numerator = _in_working_days(world, received, day_of(decision["final_decision_at"]), parameter, case.on)
        if numerator is not None:
            yield Case(f"contact {case.case_id}", case.child_id, numerator, 1, case.on, case.team_id)
    through_contact = world.by("ext_contact_decision", "referral_id")
    referrals = {row["cine_referral_id"] for row in world.rows("ssd_cin_episodes")}
    referrals |= {row["referral_id"] for row in world.rows("ext_referral_decision")}
    for referral_id in sorted(referrals):
        referral = world.one("ssd_cin_episodes", referral_id)
        decision = world.one("ext_referral_decision", referral_id)
        received = day_of(decision["received_at"]) if decision else None
        if received is None and referral is not None:
            received = referral["cine_referral_date"]
        if referral_id in through_contact or received is None:
            continue
        decided = day_of(decision["decided_at"]) if decision else None
        numerator = _in_working_days(world, received, decided, parameter, received)
        team = (decision and decision["team_id"]) or (referral and referral["cine_referral_team"])
        child_id = referral["cine_person_id"] if referral else None
        if numerator is not None:
            yield Case(f"referral {referral_id}", child_id, numerator, 1, received, team)


def _in_working_days(world: World, received: date, decided: date | None, parameter: str, on: date) -> int | None:
    """1 in time, 0 not; None where the case is pending or was decided before it was received."""
    limit = world.number(parameter, on)
    if decided is None:
        return None if world.working_days.nth(received, limit) >= world.extract_date else 0
    if decided < received:
        return None
    return int(world.working_days.elapsed(received, decided) <= limit)


@event("contact_referral_decisions_in_1_working_day")
def contact_referral_decisions_in_1_working_day(world: World) -> Iterator[Case]:
    return decided_in_working_days(world, "contact_referral_decision_days")


@event("contact_referral_decisions_in_2_working_days")
def contact_referral_decisions_in_2_working_days(world: World) -> Iterator[Case]:
    return decided_in_working_days(world, "contact_referral_decision_days_band_2")


@event("contact_referral_decisions_in_3_working_days")
def contact_referral_decisions_in_3_working_days(world: World) -> Iterator[Case]:
    return decided_in_working_days(world, "contact_referral_decision_days_band_3")


@event("neglect_contacts_with_toolkit")
def neglect_contacts_with_toolkit(world: World) -> Iterator[Case]:
    for contact, decision in contacts_received(world):
        if decision["neglect_indicated"] != "Y" or decision["is_professional_source"] != "Y":
            continue
        day = day_of(contact["cont_contact_date"])
        last = day_of(decision["final_decision_at"]) or world.extract_date
        for_it = world.where("ext_neglect_toolkit", "contact_id", contact["cont_contact_id"])
        near_it = [
            toolkit
            for toolkit in world.of_child("ext_neglect_toolkit", contact["cont_person_id"])
            if toolkit["contact_id"] is None
            and toolkit["completed_on"] <= last
            and world.after(toolkit["completed_on"], "neglect_toolkit_look_back", day) >= day
        ]
        has_toolkit = any(toolkit["context"] == "contact" for toolkit in [*for_it, *near_it])
        yield contact_case(contact, decision, int(has_toolkit))


# ---- referrals --------------------------------------------------------------------------------------------------------


def referral_case(row: Row, **said: object) -> Case:
    """A referral is counted on its date, at the team that handled it."""
    return Case(
        case_id=row["cine_referral_id"],
        child_id=row["cine_person_id"],
        on=row["cine_referral_date"],
        team_id=row["cine_referral_team"],
        **said,
    )


@event("referrals")
def referrals(world: World) -> Iterator[Case]:
    for row in world.rows("ssd_cin_episodes"):
        yield referral_case(row, category_1=row["cine_referral_source_code"])


@event("re_referrals_in_12_months")
def re_referrals_in_12_months(world: World) -> Iterator[Case]:
    for row in world.rows("ssd_cin_episodes"):
        day = row["cine_referral_date"]
        again = any(
            other["cine_referral_date"] < day <= world.after(other["cine_referral_date"], "re_referral_window", day)
            for other in world.of_child("ssd_cin_episodes", row["cine_person_id"])
        )
        yield referral_case(row, numerator=int(again), category_1=row["cine_referral_source_code"])


@cache
def days_seen(world: World, child_id: str) -> list[date]:
    """Every day on which a visit of any kind saw the child."""
    days = [day_of(row["visit_at"]) for row in world.of_child("ext_visit", child_id) if row["seen"] == "Y"]
    for table, prefix in (("ssd_cin_visits", "cinv_cin"), ("ssd_cp_visits", "cppv_cp"), ("ssd_cla_visits", "clav_cla")):
        for row in world.of_child(table, child_id):
            if row[f"{prefix}_visit_seen"] == "Y":
                days.append(row[f"{prefix}_visit_date"])
    return sorted(days)


def first_seen(world: World, referral: Row) -> date | None:
    """The first visit with the child seen, on or after the referral date and not after closure."""
    closed = referral["cine_close_date"]
    for day in days_seen(world, referral["cine_person_id"]):
        if referral["cine_referral_date"] <= day and (closed is None or day <= closed):
            return day
    return None


def is_closed_unseen(world: World, referral: Row) -> bool:
    """Closed and not seen, by the visits; by the record of it only where no visit table is supplied."""
    if referral["cine_close_date"] is None:
        return False
    if any(world.supplied(table) for table in ("ext_visit", "ssd_cin_visits", "ssd_cp_visits", "ssd_cla_visits")):
        return first_seen(world, referral) is None
    closure = world.one("ext_referral_closure", referral["cine_referral_id"])
    return closure is not None and closure["closed_unseen"] == "Y"


def referrals_to_be_seen(world: World) -> Iterator[Row]:
    """Referrals of children born by then: there is nobody to see before birth."""
    for row in world.rows("ssd_cin_episodes"):
        if not world.is_unborn(row["cine_person_id"], row["cine_referral_date"]):
            yield row


@event("referrals_closed_unseen")
def referrals_closed_unseen(world: World) -> Iterator[Case]:
    for row in referrals_to_be_seen(world):
        yield referral_case(row, numerator=int(is_closed_unseen(world, row)))


@event("closed_unseen_decisions_in_time")
def closed_unseen_decisions_in_time(world: World) -> Iterator[Case]:
    for row in referrals_to_be_seen(world):
        if not is_closed_unseen(world, row):
            continue
        closure = world.one("ext_referral_closure", row["cine_referral_id"])
        decided = closure["decision_not_to_visit_on"] if closure else None
        day = row["cine_referral_date"]
        if decided is not None and decided < day:
            continue
        limit = world.number("closed_unseen_decision_days", day)
        in_time = decided is not None and world.working_days.elapsed(day, decided) <= limit
        yield referral_case(row, numerator=int(in_time))


def first_enquiry(world: World, referral: Row, on: date) -> date | None:
    """The start of the first s47 enquiry of a referral that starts by the day the first visit is due without it."""
    day = referral["cine_referral_date"]
    due = world.after(day, "initial_visit_days", on)
    starts = [
        row["s47e_s47_start_date"]
        for row in world.where("ssd_s47_enquiry", "s47e_referral_id", referral["cine_referral_id"])
        if day <= row["s47e_s47_start_date"] <= due
    ]
    return min(starts, default=None)


def visit_due(world: World, referral: Row, on: date) -> date:
    """When the first visit of a referral is due."""
    due = world.after(referral["cine_referral_date"], "initial_visit_days", on)
    enquiry = first_enquiry(world, referral, on)
    return due if enquiry is None else min(due, world.after(enquiry, "initial_visit_s47_days", on))


@event("initial_visits_in_time")
def initial_visits_in_time(world: World) -> Iterator[Case]:
    for row in referrals_to_be_seen(world):
        day = row["cine_referral_date"]
        due, seen = visit_due(world, row, day), first_seen(world, row)
        is_pending = row["cine_close_date"] is None and seen is None and due >= world.extract_date
        if is_closed_unseen(world, row) or is_pending:
            continue
        pathway = "assessment" if first_enquiry(world, row, day) is None else "s47"
        yield referral_case(row, numerator=int(seen is not None and seen <= due), category_1=pathway)


@event("late_initial_visits")
def late_initial_visits(world: World) -> Iterator[Case]:
    for row in referrals_to_be_seen(world):
        seen = first_seen(world, row)
        if seen is not None and seen > visit_due(world, row, row["cine_referral_date"]):
            yield referral_case(row)


@state("children_awaiting_overdue_initial_visit")
def children_awaiting_overdue_initial_visit(world: World, day: date) -> Iterator[Case]:
    for row in world.rows("ssd_cin_episodes"):
        referred = row["cine_referral_date"]
        if not is_open(referred, row["cine_close_date"], day) or world.is_unborn(row["cine_person_id"], day):
            continue
        seen = first_seen(world, row)
        if (seen is None or seen > day) and visit_due(world, row, referred) < day:
            same_month = (referred.year, referred.month) == (day.year, day.month)
            yield Case(
                row["cine_referral_id"],
                row["cine_person_id"],
                category_1="referred in report month" if same_month else "referred in earlier months",
            )


@event("closed_referrals_re_referred_in_12_months")
def closed_referrals_re_referred_in_12_months(world: World) -> Iterator[Case]:
    for row in world.rows("ssd_cin_episodes"):
        closed = row["cine_close_date"]
        if closed is None:
            continue
        complete = world.after(closed, "closed_referral_follow_up", closed)
        again = any(
            closed < other["cine_referral_date"] <= complete
            for other in world.of_child("ssd_cin_episodes", row["cine_person_id"])
        )
        yield Case(
            row["cine_referral_id"],
            row["cine_person_id"],
            numerator=int(again),
            on=complete,
            team_id=row["cine_referral_team"],
            category_1="closed unseen" if is_closed_unseen(world, row) else "seen",
        )


# ---- assessments ------------------------------------------------------------------------------------------------------


def is_first_of_referral(world: World, assessment: Row) -> bool:
    """The first assessment of a referral by start date, then by the lower id."""
    others = world.where("ssd_cin_assessments", "cina_referral_id", assessment["cina_referral_id"])
    first = min(others, key=lambda row: (row["cina_assessment_start_date"], row["cina_assessment_id"]), default=None)
    return first is not None and first["cina_assessment_id"] == assessment["cina_assessment_id"]


def clock_start(world: World, assessment: Row, on: date) -> date:
    """The referral date for the first assessment of a known referral, else its own start."""
    referral = world.one("ssd_cin_episodes", assessment["cina_referral_id"])
    from_referral = world.standard("single_assessment_clock", on).value == "referral"
    if referral is not None and from_referral and is_first_of_referral(world, assessment):
        return referral["cine_referral_date"]
    return assessment["cina_assessment_start_date"]


def authorised(world: World) -> Iterator[Row]:
    for row in world.rows("ssd_cin_assessments"):
        if row["cina_assessment_auth_date"] is not None:
            yield row


def assessment_case(row: Row, numerator: int = 1) -> Case:
    return Case(
        row["cina_assessment_id"],
        row["cina_person_id"],
        numerator=numerator,
        on=row["cina_assessment_auth_date"],
        team_id=row["cina_assessment_team"],
    )


def authorised_in_time(world: World, parameter: str) -> Iterator[Case]:
    for row in authorised(world):
        done = row["cina_assessment_auth_date"]
        start = clock_start(world, row, done)
        if start <= done:
            limit = world.number(parameter, done)
            yield assessment_case(row, int(world.working_days.elapsed(start, done) <= limit))


@event("single_assessments_in_45_working_days")
def single_assessments_in_45_working_days(world: World) -> Iterator[Case]:
    return authorised_in_time(world, "single_assessment_days")


@event("single_assessments_in_20_working_days")
def single_assessments_in_20_working_days(world: World) -> Iterator[Case]:
    return authorised_in_time(world, "single_assessment_short_days")


@event("single_assessments_completed")
def single_assessments_completed(world: World) -> Iterator[Case]:
    for row in authorised(world):
        yield assessment_case(row)


def outcome_flags(row: Row) -> set[str]:
    """The outcome flags of an assessment that are set."""
    flags = row["cina_assessment_outcome_json"] or {}
    return {name for name, value in flags.items() if name.endswith("_FLAG") and value == "Y"}


@event("single_assessments_no_further_action")
def single_assessments_no_further_action(world: World) -> Iterator[Case]:
    for row in authorised(world):
        said = row["cina_assessment_outcome_nfa"]
        ended = said == "Y" or (said is None and "NFA_FLAG" in outcome_flags(row))
        yield assessment_case(row, int(ended))


SERVICES = {
    *("STRATEGY_DISCUSSION_FLAG", "CLA_REQUEST_FLAG", "LEGAL_ACTION_FLAG", "PROV_OF_SERVICES_FLAG"),
    *("PROV_OF_SB_CARE_FLAG", "PRIVATE_FOSTERING_FLAG"),
}


@event("single_assessments_no_social_care_service")
def single_assessments_no_social_care_service(world: World) -> Iterator[Case]:
    for row in authorised(world):
        flags = outcome_flags(row)
        is_recorded = bool(flags) or row["cina_assessment_outcome_nfa"] == "Y"
        yield assessment_case(row, int(is_recorded and not flags & SERVICES))


@event("initial_assessment_visits_in_time")
def initial_assessment_visits_in_time(world: World) -> Iterator[Case]:
    for row in authorised(world):
        referral = world.one("ssd_cin_episodes", row["cina_referral_id"])
        done = row["cina_assessment_auth_date"]
        if referral is None or not is_first_of_referral(world, row):
            continue
        if world.is_unborn(row["cina_person_id"], referral["cine_referral_date"]):
            continue  # referred before birth, when there was nobody to see
        seen = first_seen(world, referral)
        limit = world.number("initial_assessment_visit_days", done)
        in_time = seen is not None and world.working_days.elapsed(referral["cine_referral_date"], seen) <= limit
        yield assessment_case(row, int(in_time))


def open_assessments(world: World, day: date) -> Iterator[Row]:
    """Assessments started and not authorised by a day, of referrals not closed by it."""
    for row in world.rows("ssd_cin_assessments"):
        if not is_open(row["cina_assessment_start_date"], row["cina_assessment_auth_date"], day):
            continue
        referral = world.one("ssd_cin_episodes", row["cina_referral_id"])
        if referral is None or referral["cine_close_date"] is None or referral["cine_close_date"] > day:
            yield row


@state("children_with_open_assessment")
def children_with_open_assessment(world: World, day: date) -> Iterator[Case]:
    for child_id in sorted({row["cina_person_id"] for row in open_assessments(world, day)}):
        yield Case(child_id, child_id)


def assessed_longer_than(world: World, day: date, parameter: str) -> Iterator[Case]:
    """Children with an open assessment whose limit has passed: from the day after the limit, working day or not."""
    late = {
        row["cina_person_id"]
        for row in open_assessments(world, day)
        if world.after(clock_start(world, row, day), parameter, day) < day
    }
    for child_id in sorted(late):
        yield Case(child_id, child_id)


@state("open_assessments_overdue")
def open_assessments_overdue(world: World, day: date) -> Iterator[Case]:
    return assessed_longer_than(world, day, "single_assessment_days")


@state("long_open_assessments")
def long_open_assessments(world: World, day: date) -> Iterator[Case]:
    return assessed_longer_than(world, day, "long_open_assessment_days")
