"""Contacts, referrals, assessments, enquiries and the visits before a plan."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.reference.histories import Child, Dice, Extract, begins, chain, story


@story(0.6)
def contacts(dice: Dice, extract: Extract, child: Child) -> None:
    for day in chain(dice, begins(dice, child), dice.number(1, 4), (28, "days"), (12, "months")):
        received = dice.moment(day)
        contact_id = extract.next_id("CO")
        extract.add(
            "ssd_contacts",
            cont_contact_id=contact_id,
            cont_person_id=child.child_id,
            cont_contact_date=received,
            cont_contact_source_code=dice.pick("1A", "6", "2A", None),
            cont_contact_outcome_json=_json({name: dice.pick("Y", "N") for name in _CONTACT_FLAGS if dice.chance(0.4)}),
        )
        if dice.chance(0.1):
            continue
        real = dice.moment(day) if dice.chance(0.3) else None
        initial = _decided(dice, real or received, 24)
        final = _decided(dice, real or received, 72)
        extract.add(
            "ext_contact_decision",
            contact_id=contact_id,
            received_at=real,
            contact_type=dice.pick("contact", "contact", "contact", "information_only", None),
            risk_evident=dice.flag(0.5),
            initial_decision_at=initial,
            final_decision_at=final,
            outcome=dice.pick("referral", "early_help", "advice", "closed", None),
            is_professional_source=dice.flag(0.8),
            neglect_indicated=dice.flag(0.8),
            team_id=dice.team(),
        )
        if dice.chance(0.5):
            near = dice.pick(day, (final or received).date())
            done = near + timedelta(days=dice.pick(-40, -29, -28, -27, -1, 0, 0, 1, 5))
            extract.add(
                "ext_neglect_toolkit",
                toolkit_id=extract.next_id("NT"),
                contact_id=dice.pick(contact_id, None, None),
                person_id=child.child_id,
                completed_on=done,
                context=dice.pick("contact", "contact", "child_protection"),
            )


_CONTACT_FLAGS = ("NEW_REFERRAL_FLAG", "EXISTING_REFERRAL_FLAG", "NFA_FLAG", "ADVICE_FLAG")


def _decided(dice: Dice, received: datetime, hours: int) -> datetime | None:
    """A decision at a limit in hours, in whole days or in working days, or none."""
    if dice.chance(0.2):
        return None
    if dice.chance(0.4):
        exact = received + timedelta(hours=hours, seconds=dice.number(-1, 1))
        return exact if exact <= datetime(2022, 11, 30, 23, 59, 59) else None
    day = dice.after(received.date(), (hours // 24, "days"), *((n, "working_days") for n in (1, 2, 3)))
    return dice.moment(day) if day <= date(2022, 11, 30) else None


@story(0.7)
def referrals(dice: Dice, extract: Extract, child: Child) -> None:
    for start in chain(dice, begins(dice, child), dice.number(1, 4), (12, "months"), (6, "months")):
        referral_id = extract.next_id("R")
        closed = dice.after(start, (5, "working_days"), (6, "months")) if dice.chance(0.5) else None
        extract.add(
            "ssd_cin_episodes",
            cine_referral_id=referral_id,
            cine_person_id=child.child_id,
            cine_referral_date=start,
            cine_referral_source_code=dice.pick("1A", "6", None),
            cine_referral_nfa=dice.flag(0.3),
            cine_close_date=closed,
            cine_close_reason=dice.pick("RC1", "RC8", None) if closed else None,
            cine_referral_team=dice.team(),
            cine_referral_worker_id=dice.worker(),
        )
        _link_contact(dice, extract, child, referral_id)
        if dice.chance(0.6):
            received = dice.moment(dice.pick(start, start, dice.around(start))) if dice.chance(0.5) else None
            decided = dice.after(start, (1, "working_days"), (2, "working_days"), (3, "working_days"))
            extract.add(
                "ext_referral_decision",
                referral_id=referral_id,
                received_at=received,
                decided_at=dice.moment(decided) if dice.chance(0.8) and decided <= date(2022, 11, 30) else None,
                team_id=dice.team(),
            )
        if dice.chance(0.05):
            extract.add("ext_referral_decision", referral_id=extract.next_id("RX"), received_at=dice.moment(start))
        if dice.chance(0.4):
            extract.add(
                "ext_referral_closure",
                referral_id=referral_id,
                decision_not_to_visit_on=dice.after(start, (5, "working_days")) if dice.chance(0.8) else None,
                closed_unseen=dice.pick("Y", "N"),
            )
        _visits(dice, extract, child, start, closed, referral_id)
        _assessments(dice, extract, child, start, closed, referral_id)
        _enquiries(dice, extract, child, start, referral_id)


def _link_contact(dice: Dice, extract: Extract, child: Child, referral_id: str) -> None:
    """Some referrals came through a contact of the child."""
    if not dice.chance(0.4):
        return
    mine = {row["cont_contact_id"] for row in extract.rows["ssd_contacts"] if row["cont_person_id"] == child.child_id}
    decisions = [row for row in extract.rows["ext_contact_decision"] if row["contact_id"] in mine]
    if decisions:
        dice.pick(*decisions)["referral_id"] = dice.pick(referral_id, referral_id, "R9999999")


def _visits(dice: Dice, extract: Extract, child: Child, start: date, closed: date | None, referral_id: str) -> None:
    """Visits about the limit of the first visit, before the referral, on its last day and after."""
    for _ in range(dice.pick(0, 0, 1, 2, 3)):
        day = dice.after(start, (5, "working_days"), (1, "working_days"))
        if dice.chance(0.2):
            day = start - timedelta(days=dice.number(1, 5))
        if closed and dice.chance(0.3):
            day = dice.around(closed)
        seen = dice.flag(0.7)
        if dice.chance(0.6):
            extract.add(
                "ext_visit",
                visit_id=extract.next_id("V"),
                person_id=child.child_id,
                referral_id=dice.pick(referral_id, None),
                purpose=dice.pick("initial", "initial", "exploitation", "early_help"),
                visit_at=dice.moment(day),
                seen=seen,
                seen_alone=dice.flag(0.5),
                worker_id=dice.worker(),
            )
        else:
            kind = dice.pick("cin", "cp", "cla")
            short = {"cin": "cinv", "cp": "cppv", "cla": "clav"}[kind]
            extract.add(
                f"ssd_{kind}_visits",
                **{
                    f"{short}_{kind}_visit_id": extract.next_id("V"),
                    f"{short}_person_id": child.child_id,
                    f"{short}_{kind}_visit_date": day,
                    f"{short}_{kind}_visit_seen": seen,
                    f"{short}_{kind}_visit_seen_alone": dice.flag(0.5),
                },
            )


def _assessments(
    dice: Dice, extract: Extract, child: Child, start: date, closed: date | None, referral_id: str
) -> None:
    begun = dice.after(start) if dice.chance(0.5) else start
    for _ in range(dice.pick(0, 1, 1, 1, 2, 3)):
        limits = [(n, "working_days") for n in (20, 45, 45, 60, 90)]
        done = dice.after(dice.pick(start, begun), *limits) if dice.chance(0.75) else None
        if done is not None and done < begun:
            done = begun
        flags = {name: "Y" for name in _OUTCOMES if dice.chance(0.15)}
        extract.add(
            "ssd_cin_assessments",
            cina_assessment_id=extract.next_id("A"),
            cina_person_id=child.child_id,
            cina_referral_id=dice.pick(referral_id, referral_id, referral_id, None, "R9999999"),
            cina_assessment_start_date=begun,
            cina_assessment_child_seen=dice.flag(),
            cina_assessment_auth_date=done,
            cina_assessment_outcome_json=_json(flags) if dice.chance(0.8) else None,
            cina_assessment_outcome_nfa=dice.flag(0.3),
            cina_assessment_team=dice.team(),
            cina_assessment_worker_id=dice.worker(),
        )
        begun = dice.after(begun, (45, "working_days"), (1, "days"))
        if closed and dice.chance(0.2):
            begun = max(start, dice.around(closed))


_OUTCOMES = (
    *("NFA_FLAG", "STRATEGY_DISCUSSION_FLAG", "CLA_REQUEST_FLAG", "LEGAL_ACTION_FLAG", "PROV_OF_SERVICES_FLAG"),
    *("PROV_OF_SB_CARE_FLAG", "PRIVATE_FOSTERING_FLAG", "REFERRAL_TO_OTHER_AGENCY_FLAG", "OTHER_ACTIONS_FLAG"),
)


def _enquiries(dice: Dice, extract: Extract, child: Child, start: date, referral_id: str) -> None:
    for _ in range(dice.pick(0, 0, 1, 2)):
        begun = dice.after(start, (5, "working_days"), (4, "working_days"))
        ended = dice.after(begun, (15, "working_days")) if dice.chance(0.8) else None
        enquiry_id = extract.next_id("S")
        extract.add(
            "ssd_s47_enquiry",
            s47e_s47_enquiry_id=enquiry_id,
            s47e_referral_id=dice.pick(referral_id, referral_id, None),
            s47e_person_id=child.child_id,
            s47e_s47_start_date=begun,
            s47e_s47_end_date=ended,
            s47e_s47_outcome_json=_json({"CP_CONFERENCE_FLAG": dice.pick("Y", "N")}) if dice.chance(0.8) else None,
            s47e_s47_completed_by_team=dice.team(),
            s47e_s47_completed_by_worker_id=dice.worker(),
        )
        if dice.chance(0.7):
            triggered = dice.pick(begun, begun - timedelta(days=dice.number(0, 6)), dice.around(begun))
            extract.add(
                "ext_strategy_discussion",
                discussion_id=extract.next_id("SD"),
                person_id=child.child_id,
                referral_id=referral_id,
                triggered_at=dice.moment(triggered) if dice.chance(0.85) else None,
                held_at=dice.moment(dice.after(triggered, (3, "working_days"))) if dice.chance(0.9) else None,
                outcome=dice.pick("s47", "no_further_action", "other", None),
                s47_enquiry_id=dice.pick(enquiry_id, None, "S9999999"),
                team_id=dice.team(),
            )


def _json(flags: dict[str, str]) -> str:
    return "{" + ", ".join(f'"{name}": "{value}"' for name, value in flags.items()) + "}"
