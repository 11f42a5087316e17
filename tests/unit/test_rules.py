"""Every record of an extract ends accepted, quarantined or rejected; each of DQ001 to DQ010 is broken here and seen."""

import csv
import hashlib
import io
import stat
from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.landing import WHOLE_FILE, LandingRefused, load_extract
from ingest.pack import Pack
from ingest.rules import Before, _link_findings, _links
from schemas.contract import load_contract

CONTRACT = load_contract()
NIGHT = date(2026, 3, 31)
NO_PACK = Pack({}, {}, ())
PLANTED = "Zebedee Quillfeather"
PERSON = {"pers_person_id": "p1", "pers_forename": PLANTED, "pers_sex": "F", "pers_dob": "2015-05-05"}
REFERRAL = {"cine_referral_id": "r1", "cine_person_id": "p1", "cine_referral_date": "2026-01-05"}
ATTENDANCE = {
    "attendance_id": "a1",
    "person_id": "p1",
    "week_ending": "2026-01-09",
    "phase": "primary",
    "sessions_possible": "10",
    "sessions_attended": "9",
}


def text_of(rows, columns=None):
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns or list(dict.fromkeys(name for row in rows for name in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


class Night:
    """An extract folder and what became of it."""

    def __init__(self, folder):
        self.extract, self.rejects = folder / NIGHT.isoformat(), folder / "rejects"
        self.extract.mkdir(exist_ok=True)
        self.said = []
        self.connection = None

    def put(self, **tables):
        for name, rows in tables.items():
            (self.extract / f"{name}.csv").write_bytes((rows if isinstance(rows, str) else text_of(rows)).encode())
        return self

    def load(self, pack=NO_PACK, before=None):
        self.connection = duckdb.connect()
        outcomes = load_extract(self.connection, self.extract, NIGHT, pack, self.rejects, before, self.said.append)
        for outcome in outcomes:
            assert outcome.records == outcome.accepted + outcome.quarantined + outcome.rejected
        return {outcome.table: outcome for outcome in outcomes}

    def issues(self, rule=None):
        found = self.connection.execute(
            "select rule_id, severity, table_name, column_name, file_row, row_key, child_id, file from raw.issue "
            "order by all"
        ).fetchall()
        return [row for row in found if rule in (None, row[0])]

    def rows(self, table, columns):
        return self.connection.execute(f"select {columns} from raw.{table} order by _file_row").fetchall()

    def rejected(self):
        with (self.rejects / f"{NIGHT.isoformat()}.csv").open(newline="") as stream:
            return list(csv.DictReader(stream))

    def refused(self):
        with pytest.raises(LandingRefused) as caught:
            self.load()
        assert PLANTED not in str(caught.value)
        assert self.connection.execute("select count(*) from information_schema.tables").fetchone() == (0,)
        return caught.value


@pytest.fixture
def night(tmp_path):
    return Night(tmp_path)


def test_a_clean_extract_is_accepted_whole(night):
    outcomes = night.put(ssd_person=[PERSON], ssd_cin_episodes=[REFERRAL]).load()
    assert night.issues() == []
    assert night.rows(
        "ssd_cin_episodes", "cine_referral_id, cine_referral_date, _extract_date, _source, _file_row, _quarantine"
    ) == [("r1", date(2026, 1, 5), NIGHT, "ssd", 2, None)]
    assert outcomes["ssd_person"].columns_absent[:2] == ("pers_surname", "pers_gender")
    supply = night.connection.execute(
        "select table_name, source, as_at, history_from, cohort, len(columns_absent), records, accepted, file, sha256 "
        "from raw.supply order by 1"
    ).fetchall()
    sha256 = hashlib.sha256((night.extract / "ssd_cin_episodes.csv").read_bytes()).hexdigest()
    assert supply[0] == ("ssd_cin_episodes", "ssd", NIGHT, None, "all", 9, 1, 1, "ssd_cin_episodes.csv", sha256)
    assert night.rows("ssd_contacts", "*") == []


def test_a_file_held_back_whole_is_refused_and_a_few_wrong_rows_are_not(night):
    wrong = [REFERRAL | {"cine_referral_id": f"r{n}", "cine_referral_date": "05/01/2026"} for n in range(WHOLE_FILE)]
    outcome = night.put(ssd_person=[PERSON], ssd_cin_episodes=wrong[1:]).load()["ssd_cin_episodes"]
    assert (outcome.accepted, outcome.quarantined) == (0, WHOLE_FILE - 1)
    night.put(ssd_cin_episodes=[*wrong, REFERRAL | {"cine_referral_id": "read"}])
    assert night.load()["ssd_cin_episodes"].accepted == 1
    with pytest.raises(
        LandingRefused, match="none of its 20 records can be taken, 20 of them because of this"
    ) as caught:
        night.put(ssd_cin_episodes=wrong).load()
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.column, problem.rule) == (
        "ssd_cin_episodes.csv",
        2,
        "cine_referral_date",
        "DQ006",
    )


def test_dq001_an_empty_key_is_rejected_and_its_text_kept(night):
    broken = text_of([PERSON, {"pers_person_id": " ", "pers_forename": f"{PLANTED}, the\nother"}])
    outcome = night.put(ssd_person=broken).load()["ssd_person"]
    assert (outcome.accepted, outcome.rejected) == (1, 1)
    assert night.issues() == [("DQ001", "reject row", "ssd_person", "pers_person_id", 3, None, None, "ssd_person.csv")]
    (reject,) = night.rejected()
    assert (reject["file"], reject["line"], reject["rule"]) == ("ssd_person.csv", "3", "DQ001")
    assert reject["record"] == f' ,"{PLANTED}, the\nother",,'
    mode = stat.S_IMODE((night.rejects / f"{NIGHT.isoformat()}.csv").stat().st_mode)
    assert (mode, stat.S_IMODE(night.rejects.stat().st_mode)) == (0o600, 0o700)


def test_dq002_equal_rows_keep_one_and_unequal_rows_are_all_held(night):
    other = PERSON | {"pers_person_id": "p2"}
    rows = [PERSON, PERSON | {"pers_sex": "Female"}, other, other | {"pers_sex": "M"}, other]
    outcome = night.put(ssd_person=rows).load()["ssd_person"]
    assert (outcome.records, outcome.accepted, outcome.quarantined, outcome.rejected) == (5, 1, 2, 2)
    assert night.rows("ssd_person", "pers_person_id, _quarantine, _file_row") == [
        ("p1", None, 2),
        ("p2", "DQ002", 4),
        ("p2", "DQ002", 5),
    ]
    assert [(reject["line"], reject["rule"]) for reject in night.rejected()] == [("3", "DQ002"), ("6", "DQ002")]


def test_dq002_siblings_who_share_a_meetings_id_get_one_each(night):
    people = [PERSON, PERSON | {"pers_person_id": "p2"}]
    enquiry = {"s47e_s47_enquiry_id": "s1", "s47e_person_id": "p1", "s47e_s47_start_date": "2026-01-05"}
    conference = {"icpc_icpc_id": "i1", "icpc_person_id": "p2", "icpc_s47_enquiry_id": "s1"}
    night.put(
        ssd_person=people,
        ssd_s47_enquiry=[enquiry, enquiry | {"s47e_person_id": "p2"}],
        ssd_initial_cp_conference=[conference],
    ).load()
    assert night.issues() == []
    assert night.rows("ssd_s47_enquiry", "s47e_s47_enquiry_id") == [("s1-p1",), ("s1-p2",)]
    assert night.rows("ssd_initial_cp_conference", "icpc_s47_enquiry_id") == [("s1-p2",)]


def test_dq003_a_person_not_known_is_held(night):
    rows = [REFERRAL, REFERRAL | {"cine_referral_id": "r2", "cine_person_id": "p9"}]
    outcome = night.put(ssd_person=[PERSON], ssd_cin_episodes=rows).load()["ssd_cin_episodes"]
    assert (outcome.accepted, outcome.quarantined) == (1, 1)
    assert night.issues() == [
        ("DQ003", "quarantine", "ssd_cin_episodes", "cine_person_id", 3, "r2", "p9", "ssd_cin_episodes.csv")
    ]


def test_dq003_is_skipped_where_no_person_was_supplied_and_a_held_person_is_not_known(night, tmp_path):
    assert night.put(ssd_cin_episodes=[REFERRAL]).load()["ssd_cin_episodes"].accepted == 1
    night.put(ssd_person=[PERSON, PERSON | {"pers_sex": "M"}])
    assert night.load()["ssd_cin_episodes"].quarantined == 1


def test_dq004_a_lost_link_is_emptied_where_it_may_be_and_the_row_counts(night):
    assessment = {
        "cina_assessment_id": "c1",
        "cina_person_id": "p1",
        "cina_referral_id": "r9",
        "cina_assessment_start_date": "2026-01-05",
        "cina_assessment_team": "t9",
    }
    factors = {"cinf_table_id": "f1", "cinf_assessment_id": "c9"}
    outcomes = night.put(
        ssd_person=[PERSON],
        ssd_cin_episodes=[REFERRAL],
        ssd_cin_assessments=[assessment],
        ssd_assessment_factors=[factors],
    ).load()
    assert all(outcome.accepted == 1 for outcome in outcomes.values())
    assert {issue[:4] for issue in night.issues()} == {
        ("DQ004", "warn", "ssd_cin_assessments", "cina_referral_id"),
        ("DQ004", "warn", "ssd_assessment_factors", "cinf_assessment_id"),
    }
    # No team table was supplied, so the team stands; the factors' link may not be empty, so it stands too.
    assert night.rows("ssd_cin_assessments", "cina_referral_id, cina_assessment_team") == [(None, "t9")]
    assert night.rows("ssd_assessment_factors", "cinf_assessment_id") == [("c9",)]


def test_dq004_a_link_to_a_row_held_by_a_later_rule_is_lost_too(night):
    """The referral ends before it starts (DQ019), so the assessment has none."""
    assessment = {
        "cina_assessment_id": "c1",
        "cina_person_id": "p1",
        "cina_referral_id": "r1",
        "cina_assessment_start_date": "2026-01-05",
    }
    held = REFERRAL | {"cine_close_date": "2026-01-04"}
    night.put(ssd_person=[PERSON], ssd_cin_episodes=[held], ssd_cin_assessments=[assessment]).load()
    assert [issue[2] for issue in night.issues("DQ004")] == ["ssd_cin_assessments"]
    assert night.rows("ssd_cin_assessments", "cina_referral_id") == [(None,)]


def test_dq005_a_member_of_nothing_is_told_and_counts(night):
    visit = {"cppv_cp_visit_id": "v1", "cppv_person_id": "p1", "cppv_cp_visit_date": "2026-01-05"}
    plan = {"cppl_cp_plan_id": "l1", "cppl_person_id": "p2", "cppl_cp_plan_start_date": "2026-01-01"}
    people = [PERSON, PERSON | {"pers_person_id": "p2"}]
    outcomes = night.put(ssd_person=people, ssd_cp_visits=[visit], ssd_cp_plans=[plan]).load()
    assert [issue[:6] for issue in night.issues()] == [("DQ005", "warn", "ssd_cp_visits", "cppv_person_id", 2, "v1")]
    assert outcomes["ssd_cp_visits"].accepted == 1
    assert night.rows("ssd_cp_visits", "cppv_person_id") == [("p1",)]


def test_dq006_what_cannot_be_read_is_emptied_and_an_event_without_date_is_held(night):
    rows = [
        REFERRAL | {"cine_close_date": "31/03/2026"},
        REFERRAL | {"cine_referral_id": "r2", "cine_referral_date": PLANTED},
    ]
    night.put(ssd_cin_episodes=rows).load()
    assert [issue[:5] for issue in night.issues()] == [
        ("DQ006", "quarantine", "ssd_cin_episodes", "cine_referral_date", 3),
        ("DQ006", "warn", "ssd_cin_episodes", "cine_close_date", 2),
    ]
    assert night.rows("ssd_cin_episodes", "cine_referral_date, cine_close_date, _quarantine") == [
        (date(2026, 1, 5), None, None),
        (None, None, "DQ006"),
    ]


def test_dq006_a_number_that_may_not_be_empty_holds_the_row(night):
    night.put(ext_school_attendance=[ATTENDANCE | {"sessions_possible": "ten"}]).load()
    assert [issue[:2] for issue in night.issues()] == [("DQ006", "warn"), ("DQ008", "quarantine")]
    assert night.rows("ext_school_attendance", "_quarantine") == [("DQ008",)]


def episode(key, **changes):
    row = {"clae_cla_episode_id": key, "clae_person_id": "p1", "clae_cla_episode_start_date": "2026-01-05"}
    return row | {"clae_cla_id": "k1", "clae_cla_episode_start_reason": "S"} | changes


def test_dq007_an_unknown_code_is_emptied_and_rne_and_rec_hold_the_row(night):
    rows = [
        episode("e1", clae_cla_primary_need_code=PLANTED),
        episode("e2", clae_cla_episode_start_reason="Q"),
        episode("e3", clae_cla_episode_ceased_reason="Q"),
        episode("e4", clae_cla_episode_ceased_reason="e43"),
        episode("e5", clae_cla_episode_ceased_reason="e43", clae_cla_episode_start_date="2018-05-05"),
    ]
    night.put(ssd_cla_episodes=rows).load()
    assert night.rows(
        "ssd_cla_episodes", "clae_cla_primary_need_code, clae_cla_episode_ceased_reason, _quarantine"
    ) == [
        (None, None, None),
        (None, None, "DQ007"),
        (None, None, "DQ007"),
        (None, None, "DQ007"),
        (None, "E43", None),
    ]
    assert [issue[:6] for issue in night.issues()] == [
        ("DQ007", "quarantine", "ssd_cla_episodes", "clae_cla_episode_ceased_reason", 4, "e3"),
        ("DQ007", "quarantine", "ssd_cla_episodes", "clae_cla_episode_ceased_reason", 5, "e4"),
        ("DQ007", "quarantine", "ssd_cla_episodes", "clae_cla_episode_start_reason", 3, "e2"),
        ("DQ007", "warn", "ssd_cla_episodes", "clae_cla_primary_need_code", 2, "e1"),
    ]


def test_an_open_code_set_keeps_the_word_and_a_pack_maps_its_own(night):
    rows = [
        {"invo_involvements_id": key, "invo_person_id": "p1", "invo_professional_role_id": role}
        | {"invo_involvement_start_date": "2026-01-01"}
        for key, role in (("n1", "iro"), ("n2", "Key Worker"), ("n3", "Mentor"))
    ]
    pack = Pack({}, {"professional_role": {"key worker": "allocated_social_worker"}}, ())
    outcome = night.put(ssd_involvements=rows).load(pack)["ssd_involvements"]
    roles = [("independent_reviewing_officer",), ("allocated_social_worker",), ("Mentor",)]
    assert night.rows("ssd_involvements", "invo_professional_role_id") == roles
    assert outcome.notices == ("invo_professional_role_id: 1 values outside the open code set, kept",)
    assert night.issues() == []


def test_dq008_an_empty_column_that_may_not_be_holds_the_row(night):
    rows = [REFERRAL | {"cine_referral_date": ""}, REFERRAL | {"cine_referral_id": "r2", "cine_person_id": "NULL"}]
    night.put(ssd_cin_episodes=rows).load()
    assert [issue[:6] for issue in night.issues()] == [
        ("DQ008", "quarantine", "ssd_cin_episodes", "cine_person_id", 3, "r2"),
        ("DQ008", "quarantine", "ssd_cin_episodes", "cine_referral_date", 2, "r1"),
    ]


@pytest.mark.parametrize(("before", "found"), [(1, 0), (2, 1), (0, 0)])
def test_dq009_a_table_that_fell_is_told(night, before, found):
    night.put(ssd_person=[PERSON]).load(before=Before({"ssd_person": before}))
    assert len(night.issues("DQ009")) == found


def test_dq009_a_fifth_is_not_a_fall_and_a_table_gone_is(night):
    people = [PERSON | {"pers_person_id": f"p{number}"} for number in range(8)]
    night.put(ssd_person=people).load(before=Before({"ssd_person": 10, "ssd_contacts": 5}))
    (warning,) = [line for line in night.said if line.startswith("warning")]
    assert warning.startswith("warning: ssd_contacts: 0 records, 5 in the extract before")
    assert night.issues() == [("DQ009", "warn", "ssd_contacts", None, None, None, None, None)]


def referrals_before(*rows, records=1):
    """An extract before of referrals of p1: id, date and rule that held the row back."""
    values = ", ".join(f"('{id_}', 'p1', date '{on}', {held})" for id_, on, held in rows)
    columns = "cine_referral_id, cine_person_id, cine_referral_date, _quarantine"
    return Before(
        {"ssd_cin_episodes": records}, {"ssd_cin_episodes": f"select * from (values {values}) as t({columns})"}
    )


def gone(night):
    return [(key, child) for *_, key, child, _ in night.issues("DQ009")]


def test_dq009_a_row_that_has_gone_or_changed_its_key_is_told_with_its_child(night):
    before = referrals_before(("r0", "2020-01-05", "null"), ("r1", "2026-01-05", "null"))
    night.put(ssd_person=[PERSON], ssd_cin_episodes=[REFERRAL]).load(before=before)
    assert night.issues() == [
        ("DQ009", "warn", "ssd_cin_episodes", None, None, "r0", "p1", "ssd_cin_episodes.csv"),
    ]


def test_dq009_a_row_held_back_before_is_not_missed_and_one_held_back_now_has_not_gone(night):
    before = referrals_before(("r0", "2020-01-05", "'DQ008'"), ("r1", "2026-01-05", "null"))
    night.put(ssd_person=[PERSON], ssd_cin_episodes=[REFERRAL | {"cine_person_id": "nobody"}]).load(before=before)
    assert gone(night) == []


def test_dq013_a_person_of_another_birth_date_or_sex_than_before_is_told(night):
    columns = "pers_person_id, pers_dob, pers_sex, _quarantine"
    people = "('p1', date '2015-05-06', 'M', null), ('p2', date '2015-05-05', 'F', null), ('p3', null, null, null), ('p4', date '2000-01-01', 'M', 'DQ008')"
    before = Before({"ssd_person": 4}, {"ssd_person": f"select * from (values {people}) as t({columns})"})
    night.put(ssd_person=[PERSON | {"pers_person_id": f"p{n}", "pers_forename": f"{n}"} for n in (1, 2, 3, 4)]).load(
        before=before
    )
    assert sorted((column, key) for _, _, _, column, _, key, *_ in night.issues("DQ013")) == [
        ("pers_dob", "p1"),
        ("pers_sex", "p1"),
    ]


@pytest.mark.parametrize(("history_from", "found"), [("2020-01-05", [("r0", "p1")]), ("2020-01-06", [])])
def test_dq009_only_history_that_is_promised_is_missed(night, history_from, found):
    manifest = (
        f"table,source,as_at,history_from,cohort,columns_absent\nssd_cin_episodes,ssd,{NIGHT},{history_from},all,[]\n"
    )
    night.put(ssd_cin_episodes=[REFERRAL], manifest=manifest)
    night.load(before=referrals_before(("r0", "2020-01-05", "null")))
    assert gone(night) == found


def test_dq009_a_cohort_that_follows_the_day_misses_nobody(night):
    manifest = (
        f"table,source,as_at,history_from,cohort,columns_absent\nssd_cin_episodes,ssd,{NIGHT},,open_or_recent,[]\n"
    )
    night.put(ssd_cin_episodes=[REFERRAL], manifest=manifest).load(
        before=referrals_before(("r0", "2020-01-05", "null"))
    )
    assert gone(night) == []


def test_dq009_a_table_that_fell_is_one_finding(night):
    before = referrals_before(("r0", "2020-01-05", "null"), ("r1", "2026-01-05", "null"), records=2)
    night.put(ssd_cin_episodes=[REFERRAL]).load(before=before)
    assert gone(night) == [(None, None)]


@pytest.mark.parametrize(
    ("changes", "held"),
    [
        ({}, False),
        ({"sessions_absent_illness": "1"}, False),
        ({"sessions_absent_illness": "2"}, True),
        ({"sessions_attended": "11"}, True),
        ({"sessions_possible": "14"}, False),
        ({"sessions_possible": "15"}, True),
    ],
)
def test_dq010_impossible_attendance_is_held(night, changes, held):
    night.put(ext_school_attendance=[ATTENDANCE | changes]).load()
    assert [issue[:2] for issue in night.issues()] == [("DQ010", "quarantine")] * held


@pytest.mark.parametrize(
    ("table", "row", "column", "edge", "beyond"),
    [
        (
            "ext_post",
            {"post_id": "o", "role": "r", "state": "vacant", "state_from": "2026-01-01"},
            "fte",
            "1.5",
            "1.5001",
        ),
        ("ext_post", {"post_id": "o", "role": "r", "state": "vacant", "state_from": "2026-01-01"}, "fte", "0", "-0.1"),
        (
            "ext_suspension",
            {"suspension_id": "s", "person_id": "p1", "suspended_on": "2026-01-01"},
            "sessions",
            "90",
            "91",
        ),
        ("ssd_professionals", {"prof_professional_id": "w"}, "prof_full_time_equivalency", "1.5", "1.6"),
    ],
)
def test_dq010_impossible_amounts_are_held(night, table, row, column, edge, beyond):
    key = CONTRACT.tables[table].primary_key[0]
    outcome = night.put(**{table: [row | {column: edge}, row | {key: "other", column: beyond}]}).load()[table]
    assert (outcome.accepted, outcome.quarantined) == (1, 1)
    assert [issue[:5] for issue in night.issues()] == [("DQ010", "quarantine", table, None, 3)]


def test_an_aggregate_without_breakdown_is_the_authoritys(night):
    row = {"measure_id": "contacts", "basis": "month", "period_end": "2026-01-31", "value": "12"}
    night.put(aggregate_return=[row]).load()
    assert night.rows("aggregate_return", "breakdown, breakdown_value, value") == [("authority", "all", Decimal(12))]
    lost = row | {"breakdown": "team", "breakdown_value": ""}
    assert night.put(aggregate_return=[lost]).load()["aggregate_return"].rejected == 1


def test_every_problem_of_every_file_is_named_and_nothing_is_loaded(night):
    night.put(ssd_person=f"pers_person_id,pers_forename\np1,{PLANTED}\np2,{PLANTED},x\n")
    night.put(ssd_contacts=f"{PLANTED},cont_person_id\nx,y\n", ssd_cin_plans="cinp_cin_plan_id,cinp_cin_plan_id\n")
    refusal = night.refused()
    assert [(problem.file, problem.line, problem.column, problem.rule) for problem in refusal.problems] == [
        ("ssd_cin_plans.csv", 1, "cinp_cin_plan_id", "header-twice"),
        ("ssd_cin_plans.csv", 1, "cinp_cin_plan_start_date", "header-missing"),
        ("ssd_cin_plans.csv", 1, "cinp_person_id", "header-missing"),
        ("ssd_contacts.csv", 1, "cont_contact_date", "header-missing"),
        ("ssd_contacts.csv", 1, "cont_contact_id", "header-missing"),
        ("ssd_person.csv", 3, None, "csv-ragged"),
    ]
    assert str(refusal).splitlines()[-1].startswith("ssd_person.csv:3: 3 fields where the header has 2")


def test_an_empty_extract_is_refused(night):
    assert [problem.rule for problem in night.refused().problems] == ["extract-empty"]


def test_what_is_not_of_the_contract_is_told_and_ignored(night):
    night.put(ssd_person=[PERSON | {PLANTED: "x"}], notes="a\n")
    (night.extract / "ssda903").mkdir()
    outcome = night.load()["ssd_person"]
    assert "notice: file notes.csv: no table of the contract, ignored" in night.said
    assert not any("ssda903" in line for line in night.said)
    assert outcome.notices == ("columns not of the contract, ignored: number 5",)
    assert PLANTED not in "\n".join(night.said)


MANIFEST = {"table": "ssd_person", "source": "annex_a", "as_at": "2026-03-25", "cohort": "latest"}
MANIFEST |= {"history_from": "2025-10-01", "columns_absent": '["pers_sex"]', "rows": "1", "sha256": ""}


def test_the_manifest_wins_over_what_files_suggest(night):
    outcome = night.put(ssd_person=[PERSON], manifest=[MANIFEST]).load()["ssd_person"]
    assert (outcome.source, outcome.as_at, outcome.cohort) == ("annex_a", date(2026, 3, 25), "latest")
    assert outcome.history_from == date(2025, 10, 1)
    assert "pers_sex" in outcome.columns_absent
    assert night.rows("ssd_person", "pers_sex, _source") == [(None, "annex_a")]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"rows": "2"}, "manifest-rows"),
        ({"sha256": "0" * 64}, "manifest-sha256"),
        ({"table": "ssd_contacts"}, "manifest-table"),
        ({"source": "hearsay"}, "manifest-value"),
        ({"as_at": "soon"}, "manifest-value"),
        ({"columns_absent": "pers_sex"}, "manifest-value"),
        ({"columns_absent": '["pers_person_id"]'}, "manifest-absent"),
        ({"columns_absent": '["nose"]'}, "manifest-absent"),
    ],
)
def test_a_manifest_that_disagrees_is_refused(night, changes, rule):
    night.put(ssd_person=[PERSON], manifest=[MANIFEST | changes])
    assert rule in [problem.rule for problem in night.refused().problems]


def contacts(**changes):
    columns = {
        "cont_contact_id": pa.array(["c1", None]),
        "cont_person_id": pa.array(["p1", "p2"]).dictionary_encode(),
        "cont_contact_date": pa.array([datetime(2026, 1, 5, 9, 30), datetime(2026, 1, 6)], pa.timestamp("ms")),
    }
    return pa.table(columns | changes)


def test_parquet_goes_the_same_way(night):
    pq.write_table(contacts(), night.extract / "ssd_contacts.parquet")
    outcome = night.load()["ssd_contacts"]
    assert (outcome.records, outcome.accepted, outcome.rejected) == (2, 1, 1)
    assert night.rows("ssd_contacts", "cont_contact_date, _file_row") == [(datetime(2026, 1, 5, 9, 30), 1)]
    assert night.rejected()[0]["line"] == "2"


def test_whole_numbers_with_gaps_are_read_from_the_floats_that_pandas_writes(night):
    scores = {
        "csdq_table_id": ["s1", "s2", "s3"],
        "csdq_person_id": ["p1", "p1", "p1"],
        "csdq_sdq_completed_date": [date(2026, 1, 5)] * 3,
        "csdq_sdq_score": pa.array([17.0, None, 3.5]),
    }
    pq.write_table(pa.table(scores), night.extract / "ssd_sdq_scores.parquet")
    assert night.load()["ssd_sdq_scores"].issues == {"DQ006": 1}
    assert night.rows("ssd_sdq_scores", "csdq_table_id, csdq_sdq_score") == [("s1", 17), ("s2", None), ("s3", None)]


def test_parquet_of_another_type_cut_or_twice_is_refused(night):
    path = night.extract / "ssd_contacts.parquet"
    pq.write_table(contacts(cont_contact_date=pa.array([1, 2])), path)
    assert [(problem.column, problem.rule) for problem in night.refused().problems] == [
        ("cont_contact_date", "parquet-type")
    ]
    pq.write_table(contacts(), path)
    path.write_bytes(path.read_bytes()[:-9])
    assert [problem.rule for problem in night.refused().problems] == ["parquet-read"]
    pq.write_table(contacts().append_column("Cont_Contact_ID", pa.array(["c1", "c2"])), path)
    assert [(problem.column, problem.rule) for problem in night.refused().problems] == [
        ("cont_contact_id", "header-twice")
    ]
    pq.write_table(contacts(cont_contact_id=pa.array(["c1", "c\0"])), path)
    assert [(problem.line, problem.column, problem.rule) for problem in night.refused().problems] == [
        (2, "cont_contact_id", "file-nul")
    ]
    pq.write_table(contacts(), path)
    night.put(ssd_contacts="cont_contact_id,cont_person_id,cont_contact_date\n")
    assert [problem.rule for problem in night.refused().problems] == ["table-twice"]


def test_rows_stand_in_the_order_of_the_file(night):
    """Over more than one row group; what becomes of a record of a return is found by its place."""
    ids = [f"p{number * 7919 % 130_003}" for number in range(130_003)]
    ids[5], ids[60_000] = "", ids[0]
    night.put(ssd_person="pers_person_id\n" + "".join(f"{one}\n" for one in ids))
    outcome = night.load()["ssd_person"]
    assert (outcome.rejected, outcome.accepted + outcome.quarantined) == (2, 130_001)
    lines = night.connection.execute("select _file_row from raw.ssd_person order by rowid").fetchnumpy()["_file_row"]
    assert (lines[1:] > lines[:-1]).all()


def test_no_column_that_is_emptied_is_one_that_others_point_to():
    """Links of all tables are judged side by side."""
    tables = CONTRACT.tables
    findings = {name: _link_findings(table, tables, defaultdict(set))[1] for name, table in tables.items()}
    emptied = {(name, finding.column) for name, some in findings.items() for finding in some if finding.empties}
    pointed_to = {target for table in tables.values() for _, targets, _ in _links(table) for target in targets}
    assert emptied
    assert not emptied & pointed_to


CELLS = {
    "cine_referral_id": st.sampled_from(["", "r1", "r2", "r3", "NULL"]),
    "cine_person_id": st.sampled_from(["", "p1", "p9"]),
    "cine_referral_date": st.sampled_from(["", "2026-01-05", "05/01/2026", "2026-01-05T00:00:00"]),
    "cine_referral_source_code": st.sampled_from(["", "1a", "Q", PLANTED]),
    "cine_referral_nfa": st.sampled_from(["", "Y", "perhaps"]),
    "cine_close_date": st.text(max_size=3),
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.fixed_dictionaries(CELLS), max_size=8))
def test_records_always_add_up(rows, tmp_path):
    night = Night(tmp_path)
    clean = [{name: value.replace("\0", "").replace("\r", "") for name, value in row.items()} for row in rows]
    night.put(ssd_person=[PERSON], ssd_cin_episodes=text_of(clean, list(CELLS)))
    outcome = night.load()["ssd_cin_episodes"]
    assert outcome.records == len(rows)
    held = night.rows("ssd_cin_episodes", "_file_row, _quarantine")
    rejected = [int(reject["line"]) for reject in night.rejected()]
    lines = sorted([line for line, _ in held] + rejected)
    assert len(set(lines)) == len(rows)
    assert all(issue[5] is None for issue in night.issues() if issue[1] == "reject row")
    assert {rule for _, rule in held if rule} <= {issue[0] for issue in night.issues() if issue[1] == "quarantine"}
    assert PLANTED not in "\n".join(night.said)
