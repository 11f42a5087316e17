"""A child erased is nowhere: not in an extract of any date, not in what hung on the child, not in the pages of a file."""

import csv
import json
import stat
from datetime import date
from pathlib import Path

import duckdb
import pytest

from editions.freeze import sha256, tampered
from history.before import extract_before
from history.erase import erase_from_history
from history.restore import find_night
from history.store import HistoryError, attached, opened
from publishing.erase import erase_from_rejects, erase_from_stores
from publishing.stores import write_store
from publishing.tables import control_total, quoted
from schemas.marts import load_marts
from tests.unit.test_history import FIRST, OPEN, SECOND, Home
from tests.unit.test_rules import PERSON, REFERRAL

TODAY = date(2026, 4, 2)
CHILD, OTHER = "QZKCHILD1", "QZKCHILD2"
PEOPLE = [PERSON | {"pers_person_id": CHILD}, PERSON | {"pers_person_id": OTHER}]


def referral(id_: str, child: str) -> dict:
    return REFERRAL | {"cine_referral_id": id_, "cine_person_id": child}


def closure(id_: str) -> dict:
    return {"referral_id": id_, "decision_not_to_visit_on": "2026-01-06", "closed_unseen": "N"}


@pytest.fixture
def home(tmp_path) -> Home:
    """Two children; on the second day a referral is the other child's, and one of the child's has gone."""
    home = Home(tmp_path)
    closures = [closure(id_) for id_ in ("r1", "r2", "moved")]
    home.take(
        FIRST,
        ssd_person=PEOPLE,
        ssd_cin_episodes=[
            referral("r1", CHILD) | {"cine_close_date": "soon"},
            referral("r2", OTHER),
            referral("moved", CHILD),
        ],
        ext_referral_closure=closures,
        ssd_mother=[
            {
                "moth_table_id": "m1",
                "moth_person_id": OTHER,
                "moth_childs_person_id": CHILD,
                "moth_childs_dob": "2015-05-05",
            }
        ],
    )
    home.take(
        SECOND,
        ssd_person=PEOPLE,
        ssd_cin_episodes=[referral("r2", OTHER), referral("moved", OTHER)],
        ext_referral_closure=closures,
    )
    with opened(home.history, for_writing=True) as connection:
        for key, child in (("r1", CHILD), ("lost", CHILD), ("r1", None), ("r2", OTHER)):
            connection.execute(
                "insert into nights.raw_quality_seen by name select ? as known_from, ? as known_to, 'DQ019' as rule_id, "
                "'ssd_cin_episodes' as table_name, ? as row_key, ? as child_id, ? as first_seen_on",
                [SECOND, OPEN, key, child, FIRST],
            )
    return home


def rows(home: Home, question: str) -> list[tuple]:
    with opened(home.history) as connection:
        return connection.execute(question).fetchall()


def test_every_row_of_the_child_goes_and_nobody_else_s(home):
    assert rows(home, "select count(*) from raw.issue where child_id = 'QZKCHILD1'") != [(0,)]
    taken = erase_from_history(home.history, {CHILD}, TODAY)
    assert rows(home, "select pers_person_id from raw.ssd_person") == [(OTHER,)]
    assert rows(home, "select cine_referral_id, cine_person_id from raw.ssd_cin_episodes order by all") == [
        ("moved", OTHER),
        ("r2", OTHER),
    ]
    assert rows(home, "select referral_id from raw.ext_referral_closure order by all") == [("moved",), ("r2",)]
    assert rows(home, "select count(*) from raw.ssd_mother") == [(0,)]
    assert rows(
        home, "select count(*) from raw.issue where child_id = 'QZKCHILD1' or row_key in ('QZKCHILD1', 'r1')"
    ) == [(0,)]
    assert rows(home, "select row_key, child_id from nights.raw_quality_seen") == [("r2", OTHER)]
    assert rows(home, "select * from nights.erasure") == [(TODAY, SECOND, taken)]
    assert taken == 5


def test_the_file_holds_no_trace_and_stays_closed_to_others(home):
    assert CHILD.encode() in home.history.read_bytes()
    erase_from_history(home.history, {CHILD}, TODAY)
    assert CHILD.encode() not in home.history.read_bytes()
    assert OTHER.encode() in home.history.read_bytes()
    assert stat.S_IMODE(home.history.stat().st_mode) == 0o600
    assert {path.name for path in home.folder.glob("history*")} == {"history.duckdb"}


def test_the_history_goes_on(home):
    erase_from_history(home.history, {CHILD}, TODAY)
    home.take(date(2026, 3, 31), ssd_person=PEOPLE[1:])
    assert home.people(date(2026, 3, 31)) == [(OTHER, "F", None)]
    with duckdb.connect() as connection, attached(connection, home.history):
        assert extract_before(connection, date(2026, 3, 31)).records["ssd_cin_episodes"] == 2


def test_an_unknown_child_leaves_no_record(home):
    assert erase_from_history(home.history, {"nobody"}, TODAY) == 0
    assert rows(home, "select * from nights.erasure") == []


def test_nights_up_to_the_newest_extract_say_that_they_come_after_it(home):
    erase_from_history(home.history, {CHILD}, TODAY)
    with opened(home.history, for_writing=True) as connection:
        for day in (SECOND, date(2026, 3, 31)):
            connection.execute(
                "insert into nights.night by name select ?::date as as_of, as_of as extract_date, as_of as figures_as_of, "
                "as_of as figures_extract_date, 'b' as build, 'Council' as authority, 'c' as code_version, 'inputs' as inputs, "
                "'o' as beside, 1 as mart_schema_version, '{}' as tables",
                [day],
            )
        connection.execute("insert into nights.extract values ('2026-03-31', 'c', 'inputs')")
        assert find_night(connection, SECOND).erased_on == (TODAY,)
        assert find_night(connection, date(2026, 3, 31)).erased_on == ()


def test_without_a_history_it_is_said(tmp_path):
    with pytest.raises(HistoryError, match="no history yet"):
        erase_from_history(tmp_path / "history.duckdb", {CHILD}, TODAY)


def test_stores_are_written_anew_and_their_manifests_with_them(tmp_path):
    published, restricted = tmp_path / "published", tmp_path / "restricted"
    build, manifest = restricted / "builds" / "b1", published / "builds" / "b1" / "manifest.json"
    build.mkdir(parents=True)
    manifest.parent.mkdir(parents=True)
    (restricted / "current").symlink_to(Path("builds") / "b1")
    mart = load_marts()["quality_to_mend"]
    with duckdb.connect() as connection:
        columns = ", ".join(f"{quoted(column.name)} {column.type}" for column in mart.columns)
        connection.execute(f"create table finding ({columns})")
        connection.execute(
            "create table night as select 'DQ001' as rule_id, 'r' as rule, 'warn' as severity, 't' as table_name, "
            "'team' as team_id, 'w' as what_to_do, 0 as days_open, date '2026-03-31' as first_seen_on, date '2026-03-31' as as_of"
        )
        for key, child in (("k1", CHILD), ("k2", OTHER), ("k3", None)):
            connection.execute(
                "insert into finding by name select *, ? as row_key, ? as child_id from night", [key, child]
            )
        write_store(connection, build / "caseload.duckdb", [mart], {mart.name: "finding"})
    manifest.write_text(json.dumps({"tables": {mart.name: {"store": "caseload", "rows": 3, "sha256": "was"}}}))

    assert erase_from_stores(published, restricted, {CHILD}, TODAY) == 1
    with duckdb.connect(str(build / "caseload.duckdb"), read_only=True) as connection:
        assert connection.execute("select row_key from quality_to_mend order by all").fetchall() == [("k2",), ("k3",)]
        kept, total = control_total(connection, mart, "quality_to_mend")
    said = json.loads(manifest.read_text())
    assert said == {
        "tables": {mart.name: {"store": "caseload", "rows": kept, "sha256": total}},
        "erased_on": [TODAY.isoformat()],
    }
    assert stat.S_IMODE((build / "caseload.duckdb").stat().st_mode) == 0o600
    assert CHILD.encode() not in (build / "caseload.duckdb").read_bytes()
    assert erase_from_stores(published, restricted, {CHILD}, TODAY) == 0


def test_a_frozen_edition_loses_the_child_and_is_still_vouched_for(tmp_path):
    folder = tmp_path / "restricted" / "editions" / "2026-02"
    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        write_store(connection, folder / "caseload.duckdb", [], {})
        cases = f"select * from (values ('c1', '{CHILD}'), ('c2', '{OTHER}'), ('c3', null)) as t(case_id, child_id)"
        connection.execute(f"copy ({cases}) to '{folder / 'cases.parquet'}' (format parquet)")
    manifest = {"files": {"caseload.duckdb": "", "cases.parquet": ""}}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    for path in folder.iterdir():
        path.chmod(0o400)
    assert erase_from_stores(tmp_path / "published", tmp_path / "restricted", {CHILD}, TODAY) == 1
    with duckdb.connect() as connection:
        left = connection.execute(f"select case_id from '{folder / 'cases.parquet'}' order by all").fetchall()
    assert left == [("c2",), ("c3",)]
    said = json.loads((folder / "manifest.json").read_text())
    assert said["erased_on"] == [TODAY.isoformat()]
    assert said["files"] == {name: sha256(folder / name) for name in said["files"]}
    assert tampered(tmp_path) == []
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o400}


def test_rejected_records_that_name_the_child_go(tmp_path):
    path = tmp_path / "2026-03-31.csv"
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows(
            [
                ["file", "line", "rule", "record"],
                ["ssd_contacts.csv", 3, "DQ001", f',{CHILD},"a, b"'],
                ["ssd_contacts.csv", 4, "DQ001", f",{CHILD}0,x"],
            ]
        )
    path.chmod(0o600)
    assert erase_from_rejects(tmp_path, {CHILD}) == 1
    with path.open(newline="") as stream:
        assert [row[1] for row in csv.reader(stream)] == ["line", "4"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
