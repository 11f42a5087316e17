"""Rules DQ011 to DQ060: for every question a row that breaks it and one beside it that does not, all in one extract.

Ids tell the cases apart. A test of completeness fails when a question of schemas/quality_checks.yml is broken by no case.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import pytest

from ingest.checks import judge_quality, listed, of_every_table
from ingest.landing import load_extract
from ingest.pack import CatalogueRow, Pack
from ingest.rules import QUARANTINE
from schemas.contract import load_contract

CONTRACT = load_contract()
NIGHT = date(2026, 3, 31)
Row = tuple[str, dict[str, str]]


def row(table: str, **values: str) -> Row:
    """A row of a table; a column may be named by its end alone."""
    full = {}
    for short, value in values.items():
        ends = [name for name in CONTRACT.tables[table].by_name if name == short or name.endswith(f"_{short}")]
        full[min(ends, key=len)] = value
    return table, full


@dataclass
class Case:
    """A question (rule, table, column), rows that break it, rows that do not, and rows that both need."""

    rule: str
    table: str
    column: str | None
    bad: list[Row]
    good: list[Row] = field(default_factory=list)
    needs: list[Row] = field(default_factory=list)


def key(entry: Row) -> str:
    table, values = entry
    return "|".join(values.get(name, "") for name in CONTRACT.tables[table].primary_key)


def person(person_id: str, **values: str) -> Row:
    return row("ssd_person", person_id=person_id, **{"dob": "2012-06-01", "sex": "F", "ethnicity": "WBRI", **values})


def referral(referral_id: str, person_id: str, referral_date: str, **values: str) -> Row:
    return row(
        "ssd_cin_episodes", referral_id=referral_id, person_id=person_id, referral_date=referral_date,
        **{"source_code": "1A", "primary_need_code": "N1", **values},
    )  # fmt: skip


def assessment(name: str, person_id: str, start_date: str, **values: str) -> Row:
    return row("ssd_cin_assessments", assessment_id=name, person_id=person_id, start_date=start_date, **values)


def enquiry(name: str, person_id: str, start_date: str, **values: str) -> Row:
    return row("ssd_s47_enquiry", enquiry_id=name, person_id=person_id, start_date=start_date, **values)


def conference(name: str, person_id: str, held: str, **values: str) -> Row:
    return row("ssd_initial_cp_conference", icpc_id=name, person_id=person_id, icpc_icpc_date=held, **values)


def cp_plan(name: str, person_id: str, start_date: str, **values: str) -> Row:
    return row("ssd_cp_plans", cppl_cp_plan_id=name, person_id=person_id, start_date=start_date, **values)


def cin_plan(name: str, person_id: str, start_date: str, **values: str) -> Row:
    return row("ssd_cin_plans", cin_plan_id=name, person_id=person_id, start_date=start_date, **values)


def episode(name: str, person_id: str, start: str, **values: str) -> Row:
    return row(
        "ssd_cla_episodes", clae_cla_episode_id=name, person_id=person_id, episode_start_date=start,
        **{"clae_cla_id": f"period {person_id}", "start_reason": "S", **values},
    )  # fmt: skip


def placement(name: str, person_id: str, start: str, **values: str) -> Row:
    return row(
        "ssd_cla_placement", clap_cla_placement_id=name, person_id=person_id, placement_start_date=start,
        **{"clap_cla_id": f"period {person_id}", "placement_type": "U4", "provider": "PR1", **values},
    )  # fmt: skip


def status(name: str, person_id: str, code: str, start: str, **values: str) -> Row:
    return row(
        "ssd_legal_status",
        legal_status_id=name,
        person_id=person_id,
        lega_legal_status=code,
        start_date=start,
        **values,
    )


def worker(name: str, **values: str) -> Row:
    return row("ssd_professionals", prof_professional_id=name, **values)


def involvement(name: str, person_id: str, **values: str) -> Row:
    return row(
        "ssd_involvements", involvements_id=name, person_id=person_id,
        **{
            "involvement_start_date": "2025-01-06", "professional_role_id": "allocated_social_worker",
            "professional_id": "W0", "professional_team": "T1", **values,
        },
    )  # fmt: skip


def visit(name: str, person_id: str, at: str, **values: str) -> Row:
    return row(
        "ext_visit", visit_id=name, person_id=person_id, visit_at=at, **{"purpose": "initial", "seen": "Y", **values}
    )


def review(name: str, person_id: str, **values: str) -> Row:
    return row("ssd_cla_reviews", cla_review_id=name, person_id=person_id, clar_cla_id=f"period {person_id}", **values)


def leaver(name: str, person_id: str, **values: str) -> Row:
    return row("ssd_care_leavers", clea_table_id=name, person_id=person_id, **values)


def figure(**values: str) -> Row:
    return row(
        "aggregate_return",
        **{"measure_id": "a_share", "basis": "month", "period_end": "2026-02-28", "breakdown": "authority", **values},
    )


VISITS = {"ssd_cin_visits": "cin_plan_id", "ssd_cp_visits": "cppv_cp_plan_id", "ssd_cla_visits": "clav_cla_id"}


def plan_visit(table: str, name: str, person_id: str, day: str, **values: str) -> Row:
    short = {"ssd_cin_visits": "cin_visit", "ssd_cp_visits": "cp_visit", "ssd_cla_visits": "cla_visit"}[table]
    return row(
        table, **{f"{short}_id": name, "person_id": person_id, f"{short}_date": day, f"{short}_seen": "Y", **values}
    )


def _dead() -> list[Case]:
    """DQ018: nothing is dated after a death."""
    late, on_day = "2025-05-02", "2025-05-01"
    made = {
        "ssd_contacts": ("cont_contact_date", lambda n, day: row("ssd_contacts", contact_id=n, person_id="dead", contact_date=day)),
        "ssd_cin_episodes": ("cine_referral_date", lambda n, day: referral(n, "dead", day, nfa="Y")),
        "ssd_cin_visits": ("cinv_cin_visit_date", lambda n, day: plan_visit("ssd_cin_visits", n, "dead", day)),
        "ssd_cp_visits": ("cppv_cp_visit_date", lambda n, day: plan_visit("ssd_cp_visits", n, "dead", day)),
        "ssd_cla_visits": ("clav_cla_visit_date", lambda n, day: plan_visit("ssd_cla_visits", n, "dead", day)),
        "ssd_cp_plans": ("cppl_cp_plan_start_date", lambda n, day: cp_plan(n, "dead", day, end_date=day)),
        "ssd_cin_plans": ("cinp_cin_plan_start_date", lambda n, day: cin_plan(n, "dead", day, end_date=day)),
    }  # fmt: skip
    return [
        Case("DQ018", table, column, [of(f"{table} dead late", late)], [of(f"{table} dead same day", on_day)],
             [person("dead", death_date="2025-05-01")])
        for table, (column, of) in made.items()
    ]  # fmt: skip


def _under_referrals() -> list[Case]:
    """DQ027 to DQ029: work beside the referral it belongs to."""
    cases = []
    for number, (table, column, of) in enumerate([
        ("ssd_s47_enquiry", "s47e_s47_start_date", lambda n, p, day, of, end="2025-03-01": enquiry(n, p, day, referral_id=of, end_date=end)),
        ("ssd_cin_plans", "cinp_cin_plan_start_date", lambda n, p, day, of, end="2025-03-01": cin_plan(n, p, day, referral_id=of, end_date=end)),
        ("ssd_cp_plans", "cppl_cp_plan_start_date", lambda n, p, day, of, end="2025-03-01": cp_plan(n, p, day, referral_id=of, end_date=end)),
        ("ssd_cin_assessments", "cina_assessment_start_date", lambda n, p, day, of, end="2025-03-01": assessment(n, p, day, referral_id=of, auth_date=end)),
        ("ssd_initial_cp_conference", "icpc_icpc_date", lambda n, p, day, of, end="": conference(n, p, day, referral_id=of)),
    ]):  # fmt: skip
        p = f"under {number}"
        nfa, rc8, fine = f"nfa {number}", f"rc8 {number}", f"fine {number}"
        needs = [
            referral(nfa, p, "2025-01-06", nfa="Y"),
            referral(rc8, f"{p} b", "2025-01-06", close_reason="RC8", close_date="2025-06-02"),
            referral(fine, f"{p} c", "2025-01-06", close_reason="RC7", close_date="2025-03-03"),
        ]
        work = [of(f"{table} {nfa}", p, "2025-02-03", nfa)]
        if table != "ssd_cin_assessments":
            work.append(of(f"{table} {rc8}", f"{p} b", "2025-02-03", rc8))
        cases.append(Case("DQ027", "ssd_cin_episodes", "cine_referral_nfa", needs[: len(work)], needs[2:], work))
        early = of(f"{table} early", f"{p} c", "2025-01-03", fine)
        same = of(f"{table} same day", f"{p} c", "2025-01-06", fine)
        cases.append(Case("DQ029", table, column, [early], [same], needs))
        if table != "ssd_initial_cp_conference":
            after = of(f"{table} after", f"{p} d", "2025-03-04", fine, "2025-03-10")
            still_open = of(f"{table} open", f"{p} c", "2025-03-03", fine, "")
            cases.append(Case("DQ028", table, column, [after, still_open], [same], needs))
    return cases


def _visits() -> list[Case]:
    """DQ041 and DQ042 for the three kinds of plan visit."""
    cases = []
    for table, link in VISITS.items():
        p = f"{table} child"
        short = table.removeprefix("ssd_").removesuffix("s")
        prefix = {"ssd_cin_visits": "cinv", "ssd_cp_visits": "cppv", "ssd_cla_visits": "clav"}[table]
        belongs = {link: f"period {p}" if table == "ssd_cla_visits" else f"{table} plan"}
        begun = {
            "ssd_cin_visits": cin_plan(f"{table} plan", p, "2025-02-03", end_date="2025-04-01"),
            "ssd_cp_visits": cp_plan(f"{table} plan", p, "2025-02-03", end_date="2025-04-01"),
            "ssd_cla_visits": episode(
                f"{table} episode", p, "2025-02-03", ceased_date="2025-04-01", ceased_reason="E4A"
            ),
        }[table]
        outside = [
            plan_visit(table, f"{table} before", p, "2025-02-02", **belongs),
            plan_visit(table, f"{table} after", p, "2025-04-02", **belongs),
        ]
        inside = [
            plan_visit(table, f"{table} first day", p, "2025-02-03", **belongs),
            plan_visit(table, f"{table} last day", p, "2025-04-01", **belongs),
        ]
        cases.append(Case("DQ041", table, f"{prefix}_{short}_date", outside, inside, [begun]))
        twice = plan_visit(table, f"{table} first day again", p, "2025-02-03", **belongs)
        cases.append(Case("DQ042", table, f"{prefix}_{short}_date", [twice], inside))
        alone = {f"{prefix}_{short}_seen_alone": "Y"}
        cases.append(
            Case("DQ042", table, f"{prefix}_{short}_seen_alone",
                 [plan_visit(table, f"{table} alone unseen", p, "2025-02-10", **alone, **{f"{short}_seen": "N"})],
                 [plan_visit(table, f"{table} alone seen", p, "2025-02-11", **alone)])
        )  # fmt: skip
    return cases


CASES = [
    # --- Person
    Case("DQ011", "ssd_person", "pers_dob", [person("no date", dob=""), person("both dates", expected_dob="2012-06-03")], [person("one date")]),
    Case("DQ012", "ssd_person", "pers_dob", [person("born tomorrow", dob="2026-04-01"), person("adult", dob="2000-03-30")], [person("born today", dob="2026-03-31"), person("26 today", dob="2000-03-31")]),
    Case("DQ014", "ssd_person", "pers_upn", [person("upn 1", upn="H801200001001"), person("upn 2", upn="H801200001001")], [person("upn 3", upn="X801200001002")]),
    Case("DQ014", "ssd_person", "pers_common_child_id", [person("nhs 1", common_child_id="9434765919"), person("nhs 2", common_child_id="9434765919")], [person("nhs 3", common_child_id="9434765870")]),
    Case("DQ014", "ssd_person", "pers_surname", [person("name 1", forename="Ada", surname="Byron", dob="2014-01-01"), person("name 2", forename="ADA", surname="byron", dob="2014-01-01")], [person("name 3", forename="Ada", surname="Byron", dob="2014-01-02")]),
    Case("DQ015", "ssd_person", "pers_person_id", [person("slash/id"), person("x" * 21)], [person("x" * 20)]),
    Case("DQ015", "ssd_person", "pers_upn", [person("upnletter", upn="A801200001001"), person("upnshort", upn="B80120000100"), person("upnforbidden", upn="I801200001001"), person("upnnone")], [person("upntrue", upn="F801200001017"), person("upntemporary", upn="G80120000101A"), person("upnreason", upn_unknown="UN2")],
         [episode("upn none in care", "upnnone", "2025-01-06"), episode("upn reason in care", "upnreason", "2025-01-06")]),
    Case("DQ016", "aggregate_return", "value",
         [figure(breakdown_value="none of none", denominator="0"), figure(breakdown_value="too many", numerator="3", denominator="2"), figure(breakdown_value="off", numerator="1", denominator="2", value="51"),
          figure(breakdown_value="unknown", measure_id="a_guess"), figure(breakdown_value="mid month", period_end="2026-02-27"), figure(breakdown_value="mid quarter", basis="quarter")],
         [figure(breakdown_value="right", numerator="1", denominator="3", value="33"), figure(breakdown_value="a rate", measure_id="a_rate", numerator="3", denominator="2"), figure(breakdown_value="quarter", basis="quarter", period_end="2025-12-31")]),
    Case("DQ017", "ssd_person", "pers_sex", [person("no sex", sex=""), person("unborn girl", dob="", expected_dob="2026-06-01")], [person("unborn", dob="", expected_dob="2026-06-01", sex="U")]),
    Case("DQ017", "ssd_person", "pers_ethnicity", [person("no ethnicity", ethnicity="")], [person("ethnicity")]),
    Case("DQ018", "ssd_person", "pers_death_date", [person("died before", death_date="2012-05-31"), person("died tomorrow", death_date="2026-04-01")], [person("died today", death_date="2026-03-31")]),
    *_dead(),
    Case("DQ018", "ssd_cin_episodes", "cine_close_reason", [referral("died unsaid", "alive", "2025-01-06", close_reason="RC2", close_date="2025-02-03")], [referral("died said", "died", "2025-01-06", close_reason="RC2", close_date="2025-02-03")], [person("died", death_date="2025-02-03")]),
    Case("DQ018", "ssd_cla_episodes", "clae_cla_episode_ceased_reason", [episode("care died unsaid", "alive 2", "2025-01-06", ceased_reason="E2", ceased_date="2025-02-03")], [episode("care died said", "died 2", "2025-01-06", ceased_reason="E2", ceased_date="2025-02-03")], [person("died 2", death_date="2025-02-03")]),
    # --- Dates in general
    Case("DQ019", "ssd_cin_plans", "cinp_cin_plan_end_date", [cin_plan("backwards", "dates", "2025-01-07", end_date="2025-01-06")], [cin_plan("a day", "dates 2", "2025-01-07", end_date="2025-01-07")]),
    Case("DQ020", "ssd_cin_plans", "cinp_cin_plan_start_date", [cin_plan("281 days before", "unborn 1", "2024-03-26", end_date="2024-04-01")], [cin_plan("280 days before", "unborn 2", "2024-03-27", end_date="2024-04-01")], [person("unborn 1", dob="2025-01-01"), person("unborn 2", dob="2025-01-01")]),
    Case("DQ020", "ssd_missing", "miss_missing_episode_start_date", [row("ssd_missing", miss_table_id="missing before birth", person_id="born late", episode_start_date="2024-12-31T09:00:00", episode_end_date="2024-12-31T10:00:00", episode_type="M")], [row("ssd_missing", miss_table_id="missing on the day", person_id="born late", episode_start_date="2025-01-01T09:00:00", episode_end_date="2025-01-01T10:00:00", episode_type="M")], [person("born late", dob="2025-01-01")]),
    Case("DQ021", "ssd_contacts", "cont_contact_date", [row("ssd_contacts", contact_id="tomorrow", person_id="dates 3", contact_date="2026-04-01")], [row("ssd_contacts", contact_id="today", person_id="dates 3", contact_date="2026-03-31T23:59:59")]),
    Case("DQ021", "ssd_cla_episodes", "clae_cla_episode_start_date", [episode("before the Act", "old", "1991-10-13", ceased_date="1991-10-20", ceased_reason="E4A")], [episode("with the Act", "old 2", "1991-10-14", ceased_date="1991-10-20", ceased_reason="E4A")], [person("old", dob="1985-01-01"), person("old 2", dob="1985-01-01")]),
    Case("DQ022", "ext_contact_decision", "initial_decision_at", [row("ext_contact_decision", contact_id="contact 1", initial_decision_at="2025-01-05T10:00:00")], [row("ext_contact_decision", contact_id="contact 2", initial_decision_at="2025-01-06T10:00:00")], [row("ssd_contacts", contact_id=f"contact {n}", person_id="steps", contact_date=f"2025-01-06T0{n}:00:00") for n in (1, 2, 3, 4)]),
    Case("DQ022", "ext_contact_decision", "final_decision_at", [row("ext_contact_decision", contact_id="contact 3", initial_decision_at="2025-01-07T10:00:00", final_decision_at="2025-01-07T09:59:00")], [row("ext_contact_decision", contact_id="contact 4", initial_decision_at="2025-01-07T10:00:00", final_decision_at="2025-01-07T10:00:00")]),
    Case("DQ022", "ext_strategy_discussion", "held_at", [row("ext_strategy_discussion", discussion_id="held before", person_id="steps", triggered_at="2025-01-07", held_at="2025-01-06")], [row("ext_strategy_discussion", discussion_id="held that day", person_id="steps", triggered_at="2025-01-07T12:00:00", held_at="2025-01-07")]),
    Case("DQ022", "ext_return_interview", "completed_at", [row("ext_return_interview", interview_id="before return", missing_id="missing A", person_id="steps 2", completed_at="2025-01-06T10:00:00")], [row("ext_return_interview", interview_id="on return", missing_id="missing A", person_id="steps 2", completed_at="2025-01-07T08:00:00")], [row("ssd_missing", miss_table_id="missing A", person_id="steps 2", episode_start_date="2025-01-05T09:00:00", episode_end_date="2025-01-07T10:00:00", episode_type="M")]),
    Case("DQ022", "ext_exploitation_screening", "seen_on", [row("ext_exploitation_screening", screening_id="seen before", person_id="steps", screened_on="2025-01-07", seen_on="2025-01-06", rating="moderate")], [row("ext_exploitation_screening", screening_id="seen that day", person_id="steps", screened_on="2025-01-07", seen_on="2025-01-07", rating="moderate")]),
    Case("DQ022", "ssd_permanence", "perm_matched_date", [row("ssd_permanence", perm_table_id="matched first", person_id="steps", adm_decision_date="2025-02-03", matched_date="2025-02-02"), row("ssd_permanence", perm_table_id="placed first", person_id="steps 2", adm_decision_date="2025-02-03", matched_date="2025-02-05", placed_for_adoption_date="2025-02-04"), row("ssd_permanence", perm_table_id="reversed first", person_id="steps 3", adm_decision_date="2025-02-03", decision_reversed_date="2025-02-02")], [row("ssd_permanence", perm_table_id="in order", person_id="steps 4", adm_decision_date="2025-02-03", matched_date="2025-02-03", placed_for_adoption_date="2025-02-04")]),
    # --- Contacts, referrals, assessments
    Case("DQ023", "ssd_cin_episodes", "cine_referral_date", [referral("while open", "busy", "2025-02-02", close_date="2025-02-10", close_reason="RC7")], [referral("day it closed", "busy 2", "2025-02-03"), referral("nothing done", "busy", "2025-01-20", nfa="Y")], [referral("open", "busy", "2025-01-06", close_date="2025-02-03", close_reason="RC7"), referral("open 2", "busy 2", "2025-01-06", close_date="2025-02-03", close_reason="RC7")]),
    Case("DQ025", "ssd_contacts", "cont_contact_date", [row("ssd_contacts", contact_id=f"twin {n}", person_id="steps", contact_date="2025-03-03", source_code="1A") for n in (1, 2)], [row("ssd_contacts", contact_id="other source", person_id="steps", contact_date="2025-03-03", source_code="2A")]),
    Case("DQ025", "ssd_cin_episodes", "cine_referral_date", [referral(f"twin referral {n}", "twins", "2025-03-03", nfa="Y") for n in (1, 2)], [referral("other source referral", "twins", "2025-03-03", nfa="Y", source_code="2A")]),
    Case("DQ026", "ssd_cin_episodes", "cine_close_reason", [referral("no reason", "half 1", "2025-01-06", close_date="2025-02-03"), referral("no close", "half 2", "2025-01-06", close_reason="RC7")], [referral("both", "half 3", "2025-01-06", close_date="2025-02-03", close_reason="RC7"), referral("neither", "half 4", "2025-01-06")]),
    *_under_referrals(),
    Case("DQ027", "ssd_cin_episodes", "cine_close_reason", [referral("rc9 alone", "rc 1", "2025-01-06", close_date="2025-03-03", close_reason="RC9")], [referral("rc9 assessed", "rc 2", "2025-01-06", close_date="2025-03-03", close_reason="RC9")], [assessment("rc9 work", "rc 2", "2025-01-07", referral_id="rc9 assessed", auth_date="2025-02-03")]),
    Case("DQ030", "ssd_cin_episodes", "cine_referral_source_code", [referral("no source", "src 1", "2025-01-06", source_code="")], [referral("a source", "src 2", "2025-01-06")]),
    Case("DQ030", "ssd_cin_episodes", "cine_cin_primary_need_code", [referral("no need", "src 3", "2025-01-06", primary_need_code="")], [referral("no need, nothing done", "src 4", "2025-01-06", primary_need_code="", nfa="Y")]),
    Case("DQ031", "ssd_cin_assessments", "cina_assessment_start_date", [assessment("second open", "two", "2025-02-02")], [assessment("after the first", "two 2", "2025-02-03")], [assessment("first open", "two", "2025-01-06"), assessment("first closed", "two 2", "2025-01-06", auth_date="2025-02-03")]),
    Case("DQ032", "ssd_cin_assessments", "cina_assessment_auth_date", [assessment("forgotten", "long 1", "2025-11-03")], [assessment("slow", "long 2", "2025-11-10"), assessment("forgotten and done", "long 3", "2025-11-03", auth_date="2026-03-30")]),
    Case("DQ033", "ssd_assessment_factors", "cinf_assessment_factors_json", [row("ssd_assessment_factors", cinf_table_id="unfinished", assessment_id="factor open", factors_json='["1A"]'), row("ssd_assessment_factors", cinf_table_id="21 and more", assessment_id="factor done 1", factors_json='["21", "1A"]'), row("ssd_assessment_factors", cinf_table_id="one twice", assessment_id="factor done 2", factors_json='["1A", "1A"]'), row("ssd_assessment_factors", cinf_table_id="retired", assessment_id="factor done 3", factors_json='["18A"]')],
         [row("ssd_assessment_factors", cinf_table_id="two", assessment_id="factor done 4", factors_json='["1A", "2B"]')],
         [assessment("factor open", "factors 0", "2026-03-02"), *(assessment(f"factor done {n}", f"factors {n}", "2025-01-06", auth_date="2025-02-03") for n in (1, 2, 3, 4))]),
    Case("DQ033", "ssd_cin_assessments", "cina_assessment_auth_date", [assessment("no factors", "factors 5", "2025-01-06", auth_date="2025-02-03")], [assessment("none yet", "factors 6", "2026-03-02")]),
    # --- Child protection and child in need
    Case("DQ034", "ssd_s47_enquiry", "s47e_s47_start_date", [enquiry("second enquiry", "enq", "2025-01-20")], [enquiry("next enquiry", "enq 2", "2025-01-21")], [enquiry("first enquiry", "enq", "2025-01-06", end_date="2025-01-21"), enquiry("first enquiry 2", "enq 2", "2025-01-06", end_date="2025-01-21")]),
    Case("DQ035", "ssd_initial_cp_conference", "icpc_icpc_date", [conference("before enquiry", "enq 3", "2025-01-03", s47_enquiry_id="enquiry 3"), conference("on Saturday", "enq 3", "2025-01-11")], [conference("same day as enquiry", "enq 3", "2025-01-06", s47_enquiry_id="enquiry 3")], [enquiry("enquiry 3", "enq 3", "2025-01-06", end_date="2025-01-20")]),
    Case("DQ035", "ssd_initial_cp_conference", "icpc_icpc_target_date", [conference("Sunday target", "enq 3", "2025-01-13", target_date="2025-01-19")], [conference("Monday target", "enq 3", "2025-01-14", target_date="2025-01-20")]),
    Case("DQ036", "ssd_initial_cp_conference", "icpc_icpc_outcome_cp_flag", [conference("plan unmade", "conf 1", "2025-01-13", outcome_cp_flag="Y")], [conference("plan made", "conf 2", "2025-01-13", outcome_cp_flag="Y")], [cp_plan("made plan", "conf 2", "2025-01-13", icpc_id="plan made", end_date="2025-03-03")]),
    Case("DQ036", "ssd_cp_plans", "cppl_icpc_id", [cp_plan("from nowhere", "conf 3", "2025-01-13", end_date="2025-03-03")], [cp_plan("from elsewhere", "conf 4", "2025-01-13", ola="Y", end_date="2025-03-03"), cp_plan("named by the conference", "conf 6", "2025-01-13", end_date="2025-03-03")], [conference("naming conference", "conf 6", "2025-01-13", cp_plan_id="named by the conference")]),
    Case("DQ036", "ssd_cp_plans", "cppl_cp_plan_start_date", [cp_plan("a day late", "conf 5", "2025-01-14", icpc_id="conference 5", end_date="2025-03-03")], [cp_plan("made plan", "conf 2", "2025-01-13")], [conference("conference 5", "conf 5", "2025-01-13")]),
    Case("DQ037", "ssd_cp_plans", "cppl_cp_plan_start_date", [cp_plan("second plan", "plans", "2025-02-02", end_date="2025-06-02")], [cp_plan("next plan", "plans 2", "2025-02-03", end_date="2025-06-02"), cp_plan("elsewhere", "plans", "2025-01-20", ola="Y", end_date="2025-06-02")], [cp_plan("first plan", "plans", "2025-01-06", end_date="2025-02-03"), cp_plan("first plan 2", "plans 2", "2025-01-06", end_date="2025-02-03")]),
    Case("DQ038", "ssd_cp_plans", "cppl_cp_plan_end_date", [cp_plan("one day", "plans 3", "2025-02-03", end_date="2025-02-03")], [cp_plan("two days", "plans 4", "2025-02-03", end_date="2025-02-04")]),
    Case("DQ038", "ssd_cin_plans", "cinp_cin_plan_end_date", [cin_plan("one day in need", "plans 3", "2025-02-03", end_date="2025-02-03")], [cin_plan("two days in need", "plans 4", "2025-02-03", end_date="2025-02-04")]),
    Case("DQ039", "ssd_cin_plans", "cinp_cin_plan_start_date", [cin_plan("second in need", "plans 5", "2025-02-02", end_date="2025-06-02")], [cin_plan("next in need", "plans 6", "2025-02-03", end_date="2025-06-02")], [cin_plan("first in need", "plans 5", "2025-01-06", end_date="2025-02-03"), cin_plan("first in need 2", "plans 6", "2025-01-06", end_date="2025-02-03")]),
    Case("DQ039", "ssd_cin_plans", "cinp_cin_plan_end_date", [cin_plan("beside protection", "plans 7", "2025-02-03")], [cin_plan("after protection", "plans 8", "2025-02-03")], [cp_plan("protected", "plans 7", "2025-02-03"), cp_plan("was protected", "plans 8", "2025-01-06", end_date="2025-02-03")]),
    Case("DQ040", "ssd_cp_reviews", "cppr_cp_review_date", [row("ssd_cp_reviews", cp_review_id="on the start", person_id="plans 9", cppr_cp_plan_id="reviewed", review_date="2025-02-03"), row("ssd_cp_reviews", cp_review_id="after the end", person_id="plans 9", cppr_cp_plan_id="reviewed", review_date="2025-06-03"), row("ssd_cp_reviews", cp_review_id="neither", person_id="plans 9", cppr_cp_plan_id="reviewed")], [row("ssd_cp_reviews", cp_review_id="on the end", person_id="plans 9", cppr_cp_plan_id="reviewed", review_date="2025-06-02")], [cp_plan("reviewed", "plans 9", "2025-02-03", end_date="2025-06-02")]),
    Case("DQ040", "ext_cin_review", "held_on", [row("ext_cin_review", review_id="on the start", person_id="plans 10", cin_plan_id="cin reviewed", held_on="2025-02-03"), row("ext_cin_review", review_id="neither", person_id="plans 10", cin_plan_id="cin reviewed")], [row("ext_cin_review", review_id="due", person_id="plans 10", cin_plan_id="cin reviewed", due_on="2025-05-05")], [cin_plan("cin reviewed", "plans 10", "2025-02-03", end_date="2025-06-02")]),
    *_visits(),
    Case("DQ042", "ext_visit", "seen_alone", [visit("alone unseen", "seen", "2025-02-10", seen="N", seen_alone="Y")], [visit("alone seen", "seen", "2025-02-11", seen_alone="Y")]),
    Case("DQ042", "ext_visit", "visit_at", [visit("same day again", "seen", "2025-02-12T15:00:00")], [visit("same day", "seen", "2025-02-12T09:00:00"), visit("same day, other purpose", "seen", "2025-02-12T09:00:00", purpose="care_leaver")]),
    Case("DQ042", "ext_visit", "seen", [visit("no answer", "seen", "2025-03-10", seen="", worker_id="silent")], [visit("an answer", "seen", "2025-03-11", worker_id="silent"), visit("no answer, once of five", "seen", "2025-03-12", seen="", worker_id="speaks")], [visit(f"answered {n}", "seen", f"2025-04-0{n}", worker_id="speaks") for n in (1, 2, 3, 4)]),
    # --- Children looked after
    Case("DQ043", "ssd_cla_episodes", "clae_cla_episode_start_reason", [episode("first not S", "care 1", "2025-01-06", start_reason="P"), episode("after home not S", "care 2", "2025-03-03", start_reason="L")], [episode("continues", "care 3", "2025-03-03", start_reason="L")], [episode("home", "care 2", "2025-01-06", ceased_date="2025-02-03", ceased_reason="E4A"), episode("to be continued", "care 3", "2025-01-06", ceased_date="2025-03-03", ceased_reason="X1")]),
    Case("DQ044", "ssd_cla_episodes", "clae_cla_episode_start_reason", [episode("S the same day", "care 4", "2025-02-03"), episode("L after a gap", "care 5", "2025-02-04", start_reason="L")], [episode("S after a gap", "care 6", "2025-02-04")], [episode(f"before {n}", f"care {n}", "2025-01-06", ceased_date="2025-02-03", ceased_reason="X1" if n == 5 else "E4A") for n in (4, 5, 6)]),
    Case("DQ045", "ssd_cla_episodes", "clae_cla_episode_ceased_reason", [episode("no REC", "care 7", "2025-01-06", ceased_date="2025-02-03"), episode("REC alone", "care 8", "2025-01-06", ceased_reason="E4A"), episode("X1 and nothing", "care 9", "2025-01-06", ceased_date="2025-02-03", ceased_reason="X1")], [episode("to be continued", "care 3", "2025-01-06")]),
    Case("DQ045", "ssd_cla_episodes", "clae_cla_episode_start_date", [episode("after 18", "care 10", "2025-03-03")], [episode("last before 18", "care 10", "2025-01-06", ceased_date="2025-02-03", ceased_reason="E7")]),
    Case("DQ046", "ssd_cla_episodes", "clae_cla_episode_start_reason",
         [episode("L and a move", "reasons 1", "2025-02-03", start_reason="L", placement_id="place 1b"), episode("P and an order", "reasons 2", "2025-02-03", start_reason="P", placement_id="place 2b"), episode("B without an order", "reasons 3", "2025-02-03", start_reason="B", placement_id="place 3b")],
         [episode("L and an order", "reasons 4", "2025-02-03", start_reason="L", placement_id="place 4a")],
         [*(episode(f"reasons first {n}", f"reasons {n}", "2025-01-06", ceased_date="2025-02-03", ceased_reason="X1", placement_id=f"place {n}a") for n in (1, 2, 3, 4)),
          *(placement(f"place {n}a", f"reasons {n}", "2025-01-06", placement_end_date="" if n == 4 else "2025-02-03") for n in (1, 2, 3, 4)), *(placement(f"place {n}b", f"reasons {n}", "2025-02-03") for n in (1, 2, 3)),
          *(status(f"status {n}", f"reasons {n}", "V2", "2025-01-06", end_date="2025-02-03" if n in (2, 4) else "") for n in (1, 2, 3, 4)), *(status(f"status {n}b", f"reasons {n}", "C1", "2025-02-03") for n in (2, 4))]),
    Case("DQ047", "ssd_cla_episodes", "clae_cla_episode_start_date", [episode("overlaps", "care 11", "2025-02-02"), episode("a day long", "care 12", "2025-02-03", ceased_date="2025-02-03", ceased_reason="E4A")], [episode("adjoins", "care 13", "2025-02-03", start_reason="P")], [episode("before 11", "care 11", "2025-01-06", ceased_date="2025-02-03", ceased_reason="X1"), episode("before 13", "care 13", "2025-01-06", ceased_date="2025-02-03", ceased_reason="X1")]),
    Case("DQ048", "ssd_cla_placement", "clap_cla_placement_start_date", [placement("after a gap", "places 1", "2025-02-04"), placement("overlapping", "places 2", "2025-02-02")], [placement("adjoining", "places 3", "2025-02-03")], [placement(f"placed first {n}", f"places {n}", "2025-01-06", placement_end_date="2025-02-03", change_reason="CARPL") for n in (1, 2, 3)]),
    Case("DQ048", "ssd_cla_placement", "clap_cla_placement_type", [placement("no type", "places 4", "2025-01-06", placement_type="")], [placement("a type", "places 5", "2025-01-06")]),
    Case("DQ048", "ssd_cla_placement", "clap_cla_placement_provider", [placement("no provider", "places 6", "2025-01-06", provider="")], [placement("parents", "places 7", "2025-01-06", provider="", placement_type="P1")]),
    Case("DQ048", "ssd_cla_placement", "clap_cla_placement_change_reason", [placement("no change reason", "places 8", "2025-01-06", placement_end_date="2025-02-03")], [placement("last of care", "places 9", "2025-01-06", placement_end_date="2025-02-03")], [placement("next place", "places 8", "2025-02-03")]),
    Case("DQ048", "ssd_cla_episodes", "clae_cla_placement_id", [episode("nowhere", "places 10", "2025-01-06")], [episode("somewhere", "places 5", "2025-01-06")]),
    Case("DQ049", "ssd_cla_episodes", "clae_cla_episode_start_date", [episode("at 18", "ages 1", "2025-06-01")], [episode("the day before 18", "ages 2", "2025-05-31")], [person("ages 1", dob="2007-06-01"), person("ages 2", dob="2007-06-01")]),
    Case("DQ049", "ssd_legal_status", "lega_legal_status", [status("remand at 9", "ages 3", "J1", "2025-05-31")], [status("remand at 10", "ages 4", "J1", "2025-06-01")], [person("ages 3", dob="2015-06-01"), person("ages 4", dob="2015-06-01")]),
    Case("DQ049", "ssd_cla_placement", "clap_cla_placement_type", [placement("school at 3", "ages 5", "2025-05-31", placement_type="S1"), placement("alone at 13", "ages 6", "2025-05-31", placement_type="P3")], [placement("school at 4", "ages 7", "2025-06-01", placement_type="S1")], [person("ages 5", dob="2021-06-01"), person("ages 6", dob="2011-06-01"), person("ages 7", dob="2021-06-01")]),
    Case("DQ050", "ssd_cla_placement", "clap_cla_placement_type", [placement("home by agreement", "codes 1", "2025-02-03", placement_type="P1", provider="PR0"), placement("temporary first", "codes 2", "2025-02-03", placement_type="T0", provider="", placement_end_date="2025-02-10")], [placement("home on order", "codes 3", "2025-02-03", placement_type="P1", provider="PR0"), placement("temporary between", "codes 2", "2025-03-03", placement_type="T0", provider="", placement_end_date="2025-03-10")],
         [status("agreed", "codes 1", "V2", "2025-01-06"), status("ordered", "codes 3", "C1", "2025-01-06"), placement("between first", "codes 2", "2025-02-10", placement_end_date="2025-03-03"), placement("between last", "codes 2", "2025-03-10")]),
    Case("DQ050", "ssd_cla_placement", "clap_cla_placement_provider", [placement("parents elsewhere", "codes 4", "2025-02-03", provider="PR0")], [placement("home on order", "codes 3", "2025-02-03")]),
    Case("DQ050", "ssd_cla_placement", "clap_cla_placement_end_date", [placement("T4 of 8 days", "codes 5", "2025-02-03", placement_type="T4", placement_end_date="2025-02-11")], [placement("T4 of 7 days", "codes 6", "2025-02-03", placement_type="T4", placement_end_date="2025-02-10")]),
    Case("DQ050", "ssd_legal_status", "lega_legal_status_end_date", [status("break of 18", "codes 7", "V3", "2025-02-03", end_date="2025-02-21"), status("police for 4", "codes 7", "L1", "2025-03-03", end_date="2025-03-07")], [status("break of 17", "codes 8", "V3", "2025-02-03", end_date="2025-02-20")]),
    # --- Workers and teams
    Case("DQ051", "ssd_professionals", "prof_social_worker_registration_no", [worker("reg 1", registration_no="SW1"), worker("reg 2", registration_no="SW1")], [worker("reg 3", registration_no="SW2")]),
    Case("DQ051", "ssd_professionals", "prof_staff_id", [worker("staff 1", staff_id="1"), worker("staff 2", staff_id="1")], [worker("staff 3", staff_id="2")]),
    Case("DQ051", "ssd_professionals", "prof_professional_name", [worker("same 1", professional_name="Jones, Mary"), worker("same 2", professional_name="Mary Jones")], [worker("same 3", professional_name="Mary Jonas")]),
    Case("DQ052", "ssd_involvements", "invo_involvement_start_date", [involvement("second worker", "alloc 1", professional_id="W2", involvement_start_date="2025-02-03"), involvement("same again", "alloc 3", involvement_start_date="2025-01-06")], [involvement("five days of two", "alloc 2", professional_id="W2", involvement_start_date="2025-02-03")], [involvement("first worker", "alloc 1"), involvement("first worker 2", "alloc 2", involvement_end_date="2025-02-08"), involvement("once", "alloc 3")]),
    Case("DQ052", "ssd_involvements", "invo_involvement_end_date", [involvement("left open", "alloc 4", referral_id="alloc closed")], [involvement("still open", "alloc 5", referral_id="alloc open")], [referral("alloc closed", "alloc 4", "2025-01-06", close_date="2025-02-03", close_reason="RC7"), referral("alloc open", "alloc 5", "2025-01-06")]),
    Case("DQ053", "ssd_involvements", "invo_professional_team", [involvement("no team", "alloc 6", professional_team="")], [involvement("a team", "alloc 7")]),
    Case("DQ054", "ssd_cin_episodes", "cine_referral_worker_id", [referral("unallocated", "alloc 8", "2025-01-06")], [referral("allocated", "alloc 9", "2025-01-06")], [involvement("allocation 9", "alloc 9")]),
    Case("DQ054", "ssd_cla_episodes", "clae_person_id", [episode("care unallocated", "alloc 10", "2025-01-06")], [episode("care allocated", "alloc 11", "2025-01-06")], [involvement("allocation 11", "alloc 11")]),
    Case("DQ054", "ssd_cp_plans", "cppl_person_id", [cp_plan("plan unallocated", "alloc 12", "2025-01-06")], [cp_plan("plan allocated", "alloc 13", "2025-01-06")], [involvement("allocation 13", "alloc 13")]),
    Case("DQ054", "ssd_involvements", "invo_professional_id", [involvement("with a leaver", "alloc 14", professional_id="gone")], [involvement("a team", "alloc 7")], [row("ext_worker", worker_id="gone", is_social_worker="Y", left_on="2026-03-31"), worker("gone")]),
    Case("DQ054", "ssd_care_leavers", "clea_care_leaver_personal_advisor", [leaver("no adviser", "leaver 1", eligibility="Former Relevant")], [leaver("an adviser", "leaver 2", eligibility="Former Relevant", worker_id="W0")], [person("leaver 1", dob="2006-06-01"), person("leaver 2", dob="2006-06-01")]),
    Case("DQ055", "ssd_department", "dept_team_parent_id", [row("ssd_department", dept_team_id="loop 1", team_parent_id="loop 2"), row("ssd_department", dept_team_id="loop 2", team_parent_id="loop 1")], [row("ssd_department", dept_team_id="child", team_parent_id="T1")]),
    Case("DQ055", "ssd_department", "dept_team_id", [row("ssd_department", dept_team_id="placeless")], [row("ssd_department", dept_team_id="T1")]),
    # --- Reviews, health, missing, care leavers
    Case("DQ056", "ssd_cla_reviews", "clar_cla_review_participation", [review("PN0 at four", "rev 1", review_date="2025-06-01", participation="PN0"), review("PN1 at three", "rev 2", review_date="2025-05-31", participation="PN1")], [review("PN1 at four", "rev 1", review_date="2025-06-02", participation="PN1")], [person(f"rev {n}", dob="2021-06-01") for n in (1, 2)] + [episode(f"rev care {n}", f"rev {n}", "2025-01-06") for n in (1, 2)]),
    Case("DQ056", "ssd_cla_reviews", "clar_cla_review_date", [review("out of care", "rev 3", review_date="2025-01-05"), review("in a short break", "rev 4", review_date="2025-02-03")], [review("first day of care", "rev 3", review_date="2025-01-06")], [episode("rev care 3", "rev 3", "2025-01-06"), episode("rev care 4", "rev 4", "2025-01-06"), status("rev break", "rev 4", "V4", "2025-01-06")]),
    Case("DQ056", "ssd_cla_reviews", "clar_cla_review_due_date", [review("nothing said", "rev 3")], [review("cancelled", "rev 3", cancelled="Y"), review("due", "rev 3", due_date="2026-05-01")]),
    Case("DQ057", "ssd_sdq_scores", "csdq_sdq_score", [row("ssd_sdq_scores", csdq_table_id="41", person_id="sdq", completed_date="2025-01-06", score="41"), row("ssd_sdq_scores", csdq_table_id="-1", person_id="sdq", completed_date="2025-01-06", score="-1")], [row("ssd_sdq_scores", csdq_table_id="40", person_id="sdq", completed_date="2025-01-06", score="40")]),
    Case("DQ057", "ssd_sdq_scores", "csdq_sdq_reason", [row("ssd_sdq_scores", csdq_table_id="score and reason", person_id="sdq", completed_date="2025-01-06", score="4", sdq_reason="SDQ2"), row("ssd_sdq_scores", csdq_table_id="neither", person_id="sdq", completed_date="2025-01-06")], [row("ssd_sdq_scores", csdq_table_id="a reason", person_id="sdq", completed_date="2025-01-06", sdq_reason="SDQ2")]),
    Case("DQ057", "ssd_sdq_scores", "csdq_sdq_completed_date", [row("ssd_sdq_scores", csdq_table_id="at 3", person_id="sdq 2", completed_date="2025-05-31", score="4")], [row("ssd_sdq_scores", csdq_table_id="at 4", person_id="sdq 2", completed_date="2025-06-01", score="4")], [person("sdq 2", dob="2021-06-01")]),
    Case("DQ058", "ssd_missing", "miss_missing_episode_start_date", [row("ssd_missing", miss_table_id="missing twice", person_id="miss 1", episode_start_date="2025-01-06T12:00:00", episode_end_date="2025-01-06T13:00:00", episode_type="M")], [row("ssd_missing", miss_table_id="missing again", person_id="miss 1", episode_start_date="2025-01-07T10:00:00", episode_end_date="2025-01-07T13:00:00", episode_type="M")], [row("ssd_missing", miss_table_id="missing", person_id="miss 1", episode_start_date="2025-01-06T10:00:00", episode_end_date="2025-01-07T10:00:00", episode_type="M")]),
    Case("DQ058", "ssd_missing", "miss_missing_episode_end_date", [row("ssd_missing", miss_table_id="29 days", person_id="miss 2", episode_start_date="2026-03-02T10:00:00", episode_type="M"), row("ssd_missing", miss_table_id="past care", person_id="miss 4", episode_start_date="2025-02-01T10:00:00", episode_end_date="2025-02-04T10:00:00", episode_type="M")], [row("ssd_missing", miss_table_id="28 days", person_id="miss 3", episode_start_date="2026-03-03T10:00:00", episode_type="M")], [episode("miss care", "miss 4", "2025-01-06", ceased_date="2025-02-03", ceased_reason="E4A")]),
    Case("DQ058", "ext_return_interview", "declined", [row("ext_return_interview", interview_id="both", missing_id="missing", person_id="miss 1", completed_at="2025-01-08", declined="Y")], [row("ext_return_interview", interview_id="declined", missing_id="missing again", person_id="miss 1", offered_on="2025-01-08", declined="Y")]),
    Case("DQ059", "ssd_care_leavers", "clea_care_leaver_eligibility", [leaver("relevant at 18", "leaver 3", eligibility="Relevant", worker_id="W0"), leaver("former at 17", "leaver 4", eligibility="Former Relevant", worker_id="W0"), leaver("qualifying at 26", "leaver 5", eligibility="Qualifying", worker_id="W0"), leaver("in care", "leaver 6", eligibility="Relevant", worker_id="W0")],
         [leaver("relevant at 17", "leaver 7", eligibility="Relevant", worker_id="W0")],
         [person("leaver 3", dob="2008-03-31"), person("leaver 4", dob="2008-04-01"), person("leaver 5", dob="2000-03-31"), person("leaver 6", dob="2009-06-01"), person("leaver 7", dob="2008-04-01"), episode("leaver care", "leaver 6", "2025-01-06")]),
    Case("DQ059", "ssd_care_leavers", "clea_care_leaver_in_touch", [leaver("touch, nothing known", "leaver 8", in_touch="YES"), leaver("died and lives", "leaver 9", in_touch="DIED", accommodation="U")], [leaver("touch and known", "leaver 10", in_touch="YES", accommodation="U", activity="F2"), leaver("out of touch", "leaver 11", in_touch="NO")]),
    Case("DQ059", "ssd_care_leavers", "clea_care_leaver_accommodation", [leaver("staying at 17", "leaver 12", accommodation="Z")], [leaver("staying at 18", "leaver 13", accommodation="Z")], [person("leaver 12", dob="2008-04-01"), person("leaver 13", dob="2008-03-31")]),
    Case("DQ059", "ssd_immigration_status", "immi_immigration_status_end_date", [row("ssd_immigration_status", immigration_status_id="uasc past 18", person_id="uasc", immi_immigration_status="UASC", start_date="2022-01-03", end_date="2024-06-02")], [row("ssd_immigration_status", immigration_status_id="uasc to 18", person_id="uasc", immi_immigration_status="UASC", start_date="2022-01-03", end_date="2024-06-01")], [person("uasc", dob="2006-06-01")]),
    Case("DQ060", "ssd_cla_placement", "clap_cla_placement_distance", [placement("behind", "dist 1", "2025-01-06", distance="-0.1"), placement("abroad", "dist 2", "2025-01-06", distance="350.1"), placement("unknown", "dist 3", "2025-01-06", distance="999.9")], [placement("far", "dist 4", "2025-01-06", distance="350")]),
    Case("DQ060", "ssd_cla_placement", "clap_cla_placement_postcode", [placement("at home", "dist 5", "2025-01-06", postcode="GL1 2EQ"), placement("not a postcode", "dist 6", "2025-01-06", postcode="GLOUCESTER")], [placement("at home with parents", "dist 7", "2025-01-06", postcode="GL1 2EQ", placement_type="P1", provider="PR0"), placement("elsewhere", "dist 8", "2025-01-06", postcode="gl12eq")],
         [row("ssd_address", addr_table_id=f"home {n}", person_id=f"dist {n}", address_start_date="2020-01-06", addr_address_postcode="gl12eq") for n in (5, 7)]),
    Case("DQ060", "ssd_address", "addr_address_postcode", [row("ssd_address", addr_table_id="no postcode", person_id="dist 8", address_start_date="2020-01-06", addr_address_postcode="GLOUCESTER")], [row("ssd_address", addr_table_id="a postcode", person_id="dist 6", address_start_date="2020-01-06", addr_address_postcode="SW1A 1AA")]),
]  # fmt: skip
# Asked of rows of Annex A workbooks alone.
APART = {("DQ024", "ssd_cin_assessments", "cina_assessment_start_date")}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[str, str, str | None], set[str]]]:
    """Keys of the rows found, by rule, table and column; every table of the contract is supplied."""
    folder = tmp_path_factory.mktemp("checks") / NIGHT.isoformat()
    folder.mkdir()
    rows: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for case in CASES:
        # What a case says of a row for its own sake wins over what another needs of it.
        for table, values in (*case.needs, *case.good, *case.bad):
            name = key((table, values))
            rows[table].setdefault(name, {}).update(
                {column: value for column, value in values.items() if column not in rows[table].get(name, {})}
            )
    rows["ssd_department"]["T1"] = {"dept_team_id": "T1"}
    for name in ("W0", "W2", "silent", "speaks"):
        rows["ssd_professionals"][name] = {"prof_professional_id": name}
    for table, entries in list(rows.items()):
        column = CONTRACT.tables[table].person_column
        for values in list(entries.values()) if column and table != "ssd_person" else ():
            table_, child = person(values[column])
            rows[table_].setdefault(values[column], child)
    for table in CONTRACT.tables.values():
        with (folder / f"{table.name}.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(table.by_name), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows[table.name].values())
    catalogue = {
        name: CatalogueRow(name, ("month",), (), statistic)
        for name, statistic in (("a_share", "percentage"), ("a_rate", "rate"))
    }
    with duckdb.connect() as connection:
        load_extract(
            connection, folder, NIGHT, Pack({"team": (("T1", "Team"),)}, {}, (), catalogue), folder.parent / "rejects"
        )
        found: dict[tuple[str, str, str | None], set[str]] = defaultdict(set)
        for rule, table, column, name in connection.execute(
            "select rule_id, table_name, column_name, row_key from raw.issue"
        ).fetchall():
            found[rule, table, column].add(name)
        found["asked", "", None] = {
            str(row)
            for row in connection.execute("select * from raw.quality_check where rows_found is null").fetchall()
        }
        yield found


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule} {case.table} {case.column}")
def test_a_row_that_breaks_a_rule_is_found_and_its_neighbour_is_not(case: Case, found) -> None:
    keys = found[case.rule, case.table, case.column]
    assert {key(entry) for entry in case.bad} <= keys
    assert not {key(entry) for entry in case.good} & keys


def test_every_question_is_broken_by_a_case(found) -> None:
    questions = {(check.rule, check.table, check.column) for check in listed()[0]}
    assert {question for question in questions - APART if not found[question]} == set()


def test_every_question_but_those_of_a_return_is_asked_where_every_table_is_supplied(found) -> None:
    assert all("source annex_a" in asked for asked in found["asked", "", None])
    assert len(found["asked", "", None]) == len(APART)


def test_what_is_held_back_of_a_table_does_not_hang_on_what_is_of_another() -> None:
    """They are asked side by side."""
    holding = [
        check for check in (*of_every_table(CONTRACT.tables.values()), *listed()[0]) if check.severity == QUARANTINE
    ]
    assert holding
    assert all(check.tables <= {check.table, "ssd_person"} for check in holding)
    assert "ssd_person" not in {check.table for check in holding}


def test_an_enquiry_listed_as_an_assessment_is_found_in_annex_a(tmp_path: Path) -> None:
    folder = tmp_path / NIGHT.isoformat()
    folder.mkdir()
    (folder / "ssd_person.csv").write_text("pers_person_id\np1\n")
    (folder / "ssd_cin_assessments.csv").write_text(
        "cina_assessment_id,cina_person_id,cina_assessment_start_date\nsame,p1,2025-01-06\nother,p1,2025-01-07\n"
    )
    (folder / "ssd_s47_enquiry.csv").write_text(
        "s47e_s47_enquiry_id,s47e_person_id,s47e_s47_start_date\ne1,p1,2025-01-06\n"
    )
    with duckdb.connect() as connection:
        load_extract(connection, folder, NIGHT, Pack({}, {}, ()), tmp_path / "rejects")
        connection.execute("update raw.ssd_cin_assessments set _source = 'annex_a'")
        tables = {name: CONTRACT.tables[name] for name in ("ssd_cin_assessments", "ssd_s47_enquiry", "ssd_person")}
        judge_quality(connection, tables, defaultdict(set), NIGHT, Pack({}, {}, ()))
        rows = connection.execute("select row_key from raw.issue where rule_id = 'DQ024'").fetchall()
    assert rows == [("same",)]


def test_a_question_is_skipped_and_says_for_what(tmp_path: Path) -> None:
    folder = tmp_path / NIGHT.isoformat()
    folder.mkdir()
    (folder / "ssd_person.csv").write_text("pers_person_id,pers_dob,pers_expected_dob\np1,,\n")
    with duckdb.connect() as connection:
        load_extract(connection, folder, NIGHT, Pack({}, {}, ()), tmp_path / "rejects")
        said = dict(
            connection.execute(
                "select rule_id || coalesce(column_name, ''), coalesce(skipped_for, cast(rows_found as varchar))"
                " from raw.quality_check where table_name = 'ssd_person'"
            ).fetchall()
        )
    assert said["DQ011pers_dob"] == "1"
    assert said["DQ017pers_ethnicity"] == "ssd_person.pers_ethnicity"
