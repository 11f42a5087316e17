"""Returns nobody in this project wrote, messy on purpose: what comes in, what is held back, and why."""

import shutil
from collections import Counter
from datetime import date

import pytest

from tests.unit.returns.helpers import Extract

BOOK = "Annex_A_2024_Jan.xlsx"


def supplied(tmp_path, day, samples, *folders):
    extract = Extract(tmp_path, day)
    for source, target in folders:
        path = samples / source
        (extract.folder / target).mkdir(parents=True, exist_ok=True)
        for file in path.iterdir() if path.is_dir() else [path]:
            shutil.copy(file, extract.folder / target)
    return extract.load()


def held(extract):
    return Counter(
        dict(extract.rows("issue", "rule_id || ' ' || table_name, count(*)", "severity <> 'warn' group by 1"))
    )


def test_ssda903(tmp_path, samples):
    extract = supplied(tmp_path, date(2018, 3, 31), samples, ("ssda903", "ssda903/2018"))
    assert extract.fates()["ssda903/2018/header.csv", "ssda903 header"][:2] == (2675, 2675)
    assert extract.fates()["ssda903/2018/episodes.csv", "ssda903 episodes"][0] == 5050
    assert extract.fates()["ssda903/2018/reviews.csv", "ssda903 reviews"][0] == 12582
    assert "notice: file ssda903/2018/DoLo.csv: a table of the SSDA903 that is not landed" in extract.said
    assert "notice: ssda903/2018/sw_episodes.csv: read as utf-8 with byte order mark" in extract.said
    # Reviews years after the return, or of children who have no episode, belong to no period of care.
    assert held(extract)["DQ008 ssd_cla_reviews"] == 5767
    assert held(extract)["DQ003 ssd_involvements"] == 1
    # Five in six periods began before the year.
    began = extract.one(
        "ssd_cla_episodes", "round(100 * avg(case when clae_entered_care_date is null then 1 else 0 end))"
    )
    assert 80 <= began[0] <= 95


def test_cin_census(tmp_path, samples):
    extract = supplied(tmp_path, date(2024, 3, 31), samples, ("cin_census", "cin_census"))
    assert extract.fates()["cin_census/fake_CIN_data.xml", "cin Child"] == (332, 332, 0, 0, 0)
    assert extract.fates()["cin_census/fake_CIN_data.xml", "cin CINdetails"][0] == 402
    assert extract.fates()["cin_census/CIN_Census_2024.xml", "cin CINdetails"] == (2, 2, 0, 0, 2)
    assert held(extract)["DQ002 ssd_disability"] == 5
    assert extract.one("supply", "as_at, history_from", "table_name = 'ssd_cin_episodes'") == (
        *(date(2024, 3, 31),),
        date(2023, 4, 1),
    )


@pytest.mark.parametrize(("book", "people"), [(BOOK, 48), ("annexa_example.xlsx", 18)])
def test_annex_a(tmp_path, samples, book, people):
    extract = supplied(tmp_path, date(2021, 3, 31), samples, (f"annex_a/{book}", "annex_a"))
    assert extract.one("ssd_person", "count(*)") == (people,)
    assert len(extract.fates()) == 10
    assert f"notice: annex_a/{book}[List 11]: known and not landed" in extract.said


def test_all_together(tmp_path, samples):
    extract = supplied(
        tmp_path,
        date(2024, 3, 31),
        samples,
        ("ssda903", "ssda903/2018"),
        ("cin_census", "cin_census"),
        (f"annex_a/{BOOK}", "annex_a"),
    )
    sources = dict(extract.rows("supply", "table_name, source"))
    assert (sources["ssd_cla_episodes"], sources["ssd_cin_episodes"], sources["ssd_contacts"]) == (
        *("ssda903", "cin"),
        "annex_a",
    )
    assert extract.one("ssd_person", "count(*)") == (2675 + 334 + 48,)
