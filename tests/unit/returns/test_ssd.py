"""Builds of the SSD that leave out columns: filled through the parent, keyed by their parts, or refused."""

import pytest

from ingest.returns.keys import key
from tests.unit.returns.helpers import Extract

PEOPLE = "pers_person_id,pers_sex,pers_dob\nC1,F,2010-05-03\n"
PLANS = "cppl_cp_plan_id,cppl_person_id,cppl_cp_plan_start_date\nP1,C1,2024-01-01\n"
VISITS = "cppv_cp_visit_id,cppv_cp_plan_id,cppv_cp_visit_date\nV1,P1,2024-02-01\nV2,P9,2024-02-02\n"
CARE = "clae_cla_episode_id,clae_person_id,clae_cla_episode_start_date,clae_cla_id\nE1,C1,2024-01-01,K1\n"
PLACED = "clap_cla_placement_id,clap_cla_placement_start_date,clap_cla_id\nL1,2024-01-01,K1\n"
NEEDS = "cinp_person_id,cinp_cin_plan_start_date\nC1,2024-01-01\nC1,2024-01-01\n"


@pytest.fixture
def extract(tmp_path):
    return Extract(tmp_path).put(**{"ssd_person.csv": PEOPLE})


def test_a_missing_person_is_taken_through_the_parent(extract):
    extract.put(**{"ssd_cp_plans.csv": PLANS, "ssd_cp_visits.csv": VISITS})
    extract.put(**{"ssd_cla_episodes.csv": CARE, "ssd_cla_placement.csv": PLACED}).load()
    assert extract.rows("ssd_cp_visits", "cppv_cp_visit_id, cppv_person_id, _quarantine") == [
        ("V1", "C1", None),
        ("V2", None, "DQ008"),
    ]
    assert extract.one("ssd_cla_placement", "clap_person_id") == ("C1",)
    assert "notice: ssd_cp_visits.csv: cppv_person_id is missing and was taken through cppv_cp_plan_id" in extract.said


def test_a_missing_key_is_made(extract):
    extract.put(**{"ssd_cin_plans.csv": NEEDS}).load()
    assert {row for (row,) in extract.rows("ssd_cin_plans", "cinp_cin_plan_id")} == {
        key("cinp", "C1", "2024-01-01", 1),
        key("cinp", "C1", "2024-01-01", 2),
    }


def test_what_cannot_be_filled_refuses_the_file(extract):
    extract.put(**{"ssd_cp_visits.csv": VISITS})
    assert extract.refused() == [("ssd_cp_visits.csv", 1, "cppv_person_id", "header-missing")]
    extract.put(**{"ssd_cp_plans.csv": PLANS.replace("cppl_cp_plan_id", "plan")})
    assert extract.refused()[0] == ("ssd_cp_plans.csv", 1, "cppl_cp_plan_id", "header-missing")


def test_a_placeholder_is_absent_until_a_build_fills_it(extract):
    columns = "csdq_table_id,csdq_person_id,csdq_sdq_score,csdq_sdq_reason\n"
    extract.put(**{"ssd_sdq_scores.csv": columns + "S1,C1,9,\n"}).load()
    said = "table_name = 'ssd_sdq_scores'"
    assert "csdq_sdq_reason" in extract.one("supply", "columns_absent", said)[0]
    extract.put(**{"ssd_sdq_scores.csv": columns + "S1,C1,9,\nS2,C1,,SDQ2\n"}).load()
    assert "csdq_sdq_reason" not in extract.one("supply", "columns_absent", said)[0]
