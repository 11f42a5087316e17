"""Children in care: periods that adjoin, return and never close; moves, temporary moves and adoption; short breaks."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from tests.reference.histories import EXTRACT_DATE, Child, Dice, Extract, begins, chain, since_birth, spells, story

LENGTHS = ((1, "months"), (6, "months"), (12, "months"), (20, "working_days"), (24, "months"), (30, "months"))
STAYS = ((7, "days"), (6, "weeks"), (12, "months"), (24, "months"), (1, "months"))
TYPES = ("U1", "U3", "U4", "U6", "K2", "P1", "S1", "R1", "Z1")
STATUSES = ("V2", "V2", "C1", "C2", "C2", "E1", "V3", "V4")
ENDINGS = ("E4A", "E4B", "E11", "E12", "E45", "E48", "E8", "E3", None)


@story(0.55)
def care(dice: Dice, extract: Extract, child: Child) -> None:
    if extract.rows["ssd_person"][-1]["pers_expected_dob"] is not None and child.born is None:
        return
    first = since_birth(child)
    start = dice.day(first) if dice.chance(0.6) else dice.day(first, max(first, date(2019, 12, 31)))
    free = start  # overlapping episodes are held back by a quality rule
    for began, ended in spells(dice, start, dice.pick(1, 1, 2, 3), *LENGTHS):
        began = max(began, free)
        if ended is not None:
            ended = free = max(began, ended)
        if began > EXTRACT_DATE:
            break
        if ended is not None and ended > EXTRACT_DATE:
            ended = None
        cla_id = extract.next_id("CP")
        _episodes(dice, extract, child, cla_id, began, ended)
        _statuses(dice, extract, child, began, ended)
        _visits(dice, extract, child, cla_id, began, ended)
        _reviews(dice, extract, child, cla_id, began, ended)
        _health(dice, extract, child, began)
        _officer(dice, extract, child, began)
        _plans(dice, extract, child, began, ended)
        if ended is None:
            break


# -- episodes and placements ------------------------------------------------------------------------------------------------


def _episodes(dice: Dice, extract: Extract, child: Child, cla_id: str, began: date, ended: date | None) -> None:
    last = min(ended or EXTRACT_DATE, EXTRACT_DATE)
    moves = sorted({day for day in chain(dice, began, dice.number(0, 6), *STAYS) if began < day < last})
    home = _placement(dice, extract, child, cla_id, began, dice.pick(*TYPES))
    placement, away = home, False
    entered = dice.pick(began, began, None)
    for number, (start, end) in enumerate(pairwise([began, *moves, ended])):
        reason = dice.pick("S", "S", "S", "S", "P") if number == 0 else dice.pick("P", "P", "B", "T", "U", "L")
        if number > 0 and away:
            reason, away = dice.pick("P", "P", "T"), False
            placement["clap_cla_placement_end_date"] = start
            if dice.chance(0.3):
                placement = home = _placement(dice, extract, child, cla_id, start, dice.pick(*TYPES))
            elif home["clap_cla_placement_end_date"] is None and dice.chance(0.7):
                placement = home
            else:
                placement = home = _again(dice, extract, child, cla_id, start, home, home["clap_cla_placement_type"])
        elif number > 0 and dice.chance(0.2):
            reason, away = dice.pick("P", "P", "T"), True
            if dice.chance(0.6):
                placement["clap_cla_placement_end_date"] = start
            placement = _placement(dice, extract, child, cla_id, start, dice.pick("T0", "T1", "T2", "T3", "T4"))
        elif number > 0 and reason in ("P", "B"):
            placement["clap_cla_placement_end_date"] = start
            kind = dice.pick(*TYPES, "A3", "A4", "A5", "A6")
            move = _again if kind in ("A3", "A5") else _placement_elsewhere
            placement = home = move(dice, extract, child, cla_id, start, home, kind)
            if kind.startswith("A") and dice.chance(0.8):
                _adoption(dice, extract, child, cla_id, start)
        elif reason in ("T", "U"):
            placement["clap_cla_placement_end_date"] = start
            placement = home = _again(dice, extract, child, cla_id, start, home, dice.pick(*TYPES))
        following = number < len(moves)
        extract.add(
            "ssd_cla_episodes",
            clae_cla_episode_id=extract.next_id("E"),
            clae_person_id=child.child_id,
            clae_cla_episode_start_date=start,
            clae_cla_episode_start_reason=reason,
            clae_cla_episode_ceased_date=end,
            clae_cla_episode_ceased_reason="X1" if following else (dice.pick(*ENDINGS) if end else None),
            clae_cla_id=cla_id,
            clae_cla_placement_id=placement["clap_cla_placement_id"],
            clae_entered_care_date=entered,
            clae_cla_last_iro_contact_date=dice.after(start, (6, "months")) if dice.chance(0.2) else None,
        )
    placement["clap_cla_placement_end_date"] = ended
    if dice.chance(0.1):  # adopted by the carers the child already lives with
        _adoption(dice, extract, child, cla_id, dice.after(began, (12, "months"), (24, "months")))


def _placement(
    dice: Dice, extract: Extract, child: Child, cla_id: str, start: date, kind: str, home: dict | None = None
) -> dict:
    placement_id = extract.next_id("PL")
    provider, postcode = "clap_cla_placement_provider", "clap_cla_placement_postcode"
    row = extract.add(
        "ssd_cla_placement",
        clap_cla_placement_id=placement_id,
        clap_cla_placement_start_date=start,
        clap_cla_placement_type=kind,
        clap_cla_placement_distance=dice.pick(3.5, 20, 20.1, 19.9, 46, 999.9, None),
        clap_cla_id=cla_id,
        clap_cla_placement_provider=home[provider] if home else dice.pick("PR1", "PR1", "PR4", "PR5", None),
        clap_cla_placement_postcode=home[postcode] if home else f"GL{dice.number(1, 60)} {dice.number(1, 9)}AB",
        clap_cla_placement_end_date=None,
        clap_person_id=child.child_id,
    )
    if dice.chance(0.8):
        extract.add(
            "ext_placement_detail",
            placement_id=placement_id,
            in_authority=dice.pick("Y", "N", None),
            placement_la=dice.pick("999", "901", "WAL", "CON", None),
            intended_until_18=dice.pick("Y", "N", None),
        )
    return row


def _placement_elsewhere(
    dice: Dice, extract: Extract, child: Child, cla_id: str, start: date, home: dict, kind: str
) -> dict:
    return _placement(dice, extract, child, cla_id, start, kind)


def _again(dice: Dice, extract: Extract, child: Child, cla_id: str, start: date, home: dict, kind: str) -> dict:
    """Another placement row at the same address."""
    return _placement(dice, extract, child, cla_id, start, kind, home)


def _adoption(dice: Dice, extract: Extract, child: Child, cla_id: str, day: date) -> None:
    extract.add(
        "ssd_permanence",
        perm_table_id=extract.next_id("PM"),
        perm_person_id=child.child_id,
        perm_cla_id=cla_id,
        perm_placed_for_adoption_date=day,
    )


def _statuses(dice: Dice, extract: Extract, child: Child, began: date, ended: date | None) -> None:
    """The legal status through a period: changed, missing for a while, two at once, short breaks for all or a part of it."""
    if dice.chance(0.05):
        return
    days = sorted({day for day in chain(dice, began, dice.pick(0, 1, 2), (3, "months"), (12, "months"))} - {began})
    days = [day for day in days if day < (ended or EXTRACT_DATE)]
    for start, end in pairwise([began, *days, ended]):
        code = dice.pick(*STATUSES)
        extract.add(
            "ssd_legal_status",
            lega_legal_status_id=extract.next_id("L"),
            lega_person_id=child.child_id,
            lega_legal_status=code,
            lega_legal_status_start_date=start,
            lega_legal_status_end_date=None if end is None or dice.chance(0.1) else end,
        )


# -- what is done for a child in care ---------------------------------------------------------------------------------------


def _visits(dice: Dice, extract: Extract, child: Child, cla_id: str, began: date, ended: date | None) -> None:
    first = dice.pick(began, began - timedelta(days=1))
    for day in chain(dice, first, dice.number(0, 14), (7, "days"), (6, "weeks"), (6, "weeks"), (3, "months")):
        extract.add(
            "ssd_cla_visits",
            clav_cla_visit_id=extract.next_id("V"),
            clav_cla_id=dice.pick(cla_id, None),
            clav_person_id=child.child_id,
            clav_cla_visit_date=dice.around(ended) if ended and dice.chance(0.1) else day,
            clav_cla_visit_seen=dice.flag(0.8),
            clav_cla_visit_seen_alone=dice.flag(0.5),
        )
    agreed_interval(dice, extract, child, began, "cla_visit", (4, "weeks"), (6, "months"), (7, "calendar_days"))
    agreed_interval(dice, extract, child, began, "supervision", (6, "weeks"), (10, "working_days"), (4, "months"))


def agreed_interval(
    dice: Dice, extract: Extract, child: Child, start: date, purpose: str, *intervals: tuple[int, str]
) -> None:
    """Now and then an interval agreed for the child, for a time."""
    if not dice.chance(0.2):
        return
    for first, last in spells(dice, dice.after(start, (3, "months")), dice.pick(1, 2), (3, "months")):
        interval, unit = dice.pick(*intervals)
        extract.add(
            "ext_interval_override",
            override_id=extract.next_id("OV"),
            person_id=child.child_id,
            purpose=purpose,
            interval=interval,
            unit=unit,
            valid_from=first,
            valid_to=last,
        )


def _reviews(dice: Dice, extract: Extract, child: Child, cla_id: str, began: date, ended: date | None) -> None:
    day = began
    for number in range(dice.number(0, 7)):
        limit = (20, "working_days") if number == 0 else (3, "months") if number == 1 else (6, "months")
        day = dice.after(day, limit)
        extract.add(
            "ssd_cla_reviews",
            clar_cla_review_id=extract.next_id("LR"),
            clar_cla_id=cla_id,
            clar_cla_review_due_date=dice.around(day),
            clar_cla_review_date=day if dice.chance(0.9) else None,
            clar_cla_review_cancelled=dice.pick("N", "N", None, "Y"),
            clar_cla_review_participation=dice.pick("PN0", "PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7", None),
            clar_cla_person_id=dice.pick(child.child_id, None),
        )


def _health(dice: Dice, extract: Extract, child: Child, began: date) -> None:
    first = began - timedelta(days=dice.pick(0, 1, 30))
    for kind in ("Health Assessment", "Dental Check", "Health Surveillance"):
        for day in chain(dice, first, dice.number(0, 4), (6, "months"), (12, "months"), (20, "working_days")):
            extract.add(
                "ssd_cla_health",
                clah_health_check_id=extract.next_id("H"),
                clah_person_id=child.child_id,
                clah_health_check_type=kind,
                clah_health_check_date=day,
                clah_health_check_status=dice.pick("Completed", "Completed", "Completed", "Planned", "Refused", None),
            )
    for day in chain(dice, first, dice.number(0, 3), (12, "months")):
        scored = dice.chance(0.8)
        extract.add(
            "ssd_sdq_scores",
            csdq_table_id=extract.next_id("Q"),
            csdq_person_id=child.child_id,
            csdq_sdq_completed_date=day,
            csdq_sdq_reason=None if scored else dice.pick("SDQ2", None),
            csdq_sdq_score=dice.pick(0, 16, 17, 18, 40) if scored else None,
        )


def _officer(dice: Dice, extract: Extract, child: Child, began: date) -> None:
    for kind in ("case_note", "iro_footprint", "iro_contact", "iro_visit"):
        for day in chain(dice, began - timedelta(days=1), dice.number(0, 3), (6, "months"), (3, "months")):
            extract.add(
                "ext_case_activity",
                activity_id=extract.next_id("AC"),
                person_id=child.child_id,
                worker_id=dice.worker(),
                activity_on=day,
                kind=kind,
            )


def _plans(dice: Dice, extract: Extract, child: Child, began: date, ended: date | None) -> None:
    first = dice.after(began, (10, "working_days"))
    for start, end in spells(dice, first, dice.pick(1, 1, 2, 3), (6, "months"), (3, "months")):
        option = dice.pick("LTFOST18", "RETURN6M", "ADOPTION")
        extract.add(
            "ssd_cla_care_plan",
            lacp_table_id=extract.next_id("K"),
            lacp_person_id=child.child_id,
            lacp_cla_care_plan_start_date=None if dice.chance(0.05) else start,
            lacp_cla_care_plan_end_date=end,
            lacp_cla_care_plan_json=f'{{"{option}": "{dice.pick("Y", "Y", "N")}"}}' if dice.chance(0.9) else None,
        )
    for day in chain(dice, began, dice.number(0, 3), (6, "months")):
        extract.add(
            "ext_plan_update",
            plan_update_id=extract.next_id("PU"),
            person_id=child.child_id,
            plan_kind=dice.pick("cla", "cla", "pathway"),
            completed_on=day,
            finalised=dice.flag(0.7),
        )
    for start, end in spells(dice, dice.after(began), dice.pick(1, 2), (6, "months")):
        extract.add(
            "ext_permanence_plan",
            permanence_plan_id=extract.next_id("PP"),
            person_id=child.child_id,
            plan=dice.pick("return_home", "special_guardianship", "adoption", "long_term_foster"),
            agreed_on=start,
            ended_on=end,
        )
        if dice.chance(0.3):
            extract.add(
                "ext_permanence_plan",
                permanence_plan_id=extract.next_id("PP"),
                person_id=child.child_id,
                plan=dice.pick("return_home", "special_guardianship"),
                agreed_on=dice.around(start),
                ended_on=end,
            )


@story(0.5)
def supervision(dice: Dice, extract: Extract, child: Child) -> None:
    limits = ((1, "months"), (2, "months"), (3, "months"), (7, "months"))
    for day in chain(dice, begins(dice, child), dice.number(1, 10), *limits):
        extract.add(
            "ext_supervision",
            supervision_id=extract.next_id("SU"),
            person_id=child.child_id,
            worker_id=dice.worker(),
            supervised_on=day,
        )
