"""A night on returns alone is published; a return that cannot be placed leaves that publication as it was."""

from datetime import date

import duckdb

from orchestration.settings import PROJECT
from publishing.files import current
from tests.end_to_end.night_helpers import ended, nightly
from tests.unit.returns import test_annex_a as annex
from tests.unit.returns import test_cin_census as cin
from tests.unit.returns import test_ssda903 as care

DEMO = PROJECT / "authorities" / "demo"
PLANTED = "QZK7CASE55"


def put(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def test_a_night_on_returns(tmp_path):
    extract = tmp_path / "landing" / "2024-03-31"
    episode = f"{PLANTED} 01/06/2023 S C2 N1 U6 PR1 - - - - - -"
    put(extract, "ssda903/2024/e.csv", care.csv_text(care.EPISODES, episode))
    put(extract, "ssda903/2024/h.csv", care.csv_text(care.HEADER, f"{PLANTED} F 03/05/2010 WBRI UN1 - -"))
    put(
        extract,
        "ssda903/2024/m.csv",
        care.csv_text("CHILD DOB MISSING MIS_START MIS_END", f"{PLANTED} - M 01/09/2023 -"),
    )
    leavers = ("L1 01/06/2004 YES F2 U1", "L2 01/06/2005 NO G4 U1")
    put(extract, "ssda903/2024/oc3.csv", care.csv_text("CHILD DOB IN_TOUCH ACTIV ACCOM", *leavers))
    put(extract, "cin_census/a.xml", cin.census(cin.child(PLANTED, cin.DETAILS)))
    contact = {"Date of Contact": date(2024, 2, 1), "Contact Source": "6"}
    put(extract, "annex_a/book.xlsx", annex.book(annex.sheet(1, annex.child(PLANTED, **contact))))
    night = ended(nightly(tmp_path, DEMO), tmp_path)
    with duckdb.connect(str(tmp_path / "published" / "current" / "marts.duckdb"), read_only=True) as marts:
        figures = dict(
            marts.execute(
                "select measure_id, value from kpi_monthly where period_end = '2024-03-31' and breakdown = 'authority' "
                "and basis in ('snapshot', 'month', 'rolling_12_months') and value_state = 'reported'"
            ).fetchall()
        )
        silent = marts.execute(
            "select distinct value_state from kpi_monthly where measure_id = 'cin_visits_in_time' and breakdown = 'authority'"
        ).fetchall()
    assert (figures["cla_at_period_end"], figures["children_on_cp_plan"], figures["contacts"]) == (1, 1, 0)
    assert silent == [("not_supplied",)]
    # A year of the 903 holds the twelve months that end on its last day, and OC3 those whom the law calls former relevant.
    assert figures["cla_missing_in_12_months"] == 100
    leaving = ("care_leavers_supported", "care_leavers_in_touch", "care_leavers_eet")
    assert [figures[measure] for measure in leaving] == [2, 50, 50]
    assert PLANTED not in night.said

    before = current(tmp_path / "published")
    put(extract, "ssda903/2024/e.csv", care.csv_text(care.EPISODES.replace("DEC ", "")))
    process = nightly(tmp_path, DEMO)
    said, _ = process.communicate()
    assert process.returncode == 1
    assert "ssda903/2024/e.csv:1: DEC: a column without which episodes cannot be placed is missing" in said
    assert PLANTED not in said
    assert current(tmp_path / "published") == before
