"""One source for each table, one id for each event, people merged column by column."""

from datetime import date

import pytest

from ingest.returns.keys import NameKeys, Numbering, key
from tests.unit.returns import test_annex_a as annex
from tests.unit.returns import test_cin_census as cin
from tests.unit.returns import test_ssda903 as care
from tests.unit.returns.helpers import Extract

DAY = date(2024, 6, 30)


@pytest.fixture
def extract(tmp_path):
    return Extract(tmp_path, DAY)


def put_903(extract):
    episode = "C1 01/03/2024 S C2 N1 U6 PR1 - - - - AA11AA -"
    extract.put_at("ssda903/2024/a.csv", care.csv_text(care.HEADER, "C1 F 03/05/2010 WBRI UN1 - -"))
    extract.put_at("ssda903/2024/b.csv", care.csv_text(care.EPISODES, episode))


def put_cin(extract):
    extract.put_at("cin_census/a.xml", cin.census(cin.child("C1", cin.DETAILS)))


def put_annex_a(extract):
    referred = annex.referral("c1", date(2023, 5, 10), Gender="a) Male")
    contact = {"Date of Contact": date(2024, 5, 1), "Contact Source": "6"}
    annex.put(
        extract,
        annex.sheet(1, annex.child("c1", **contact), annex.child("C9", **contact)),
        annex.sheet(3, referred),
        annex.sheet(8, annex.child("c1", **annex.CARE, **annex.WORKED)),
    )


IDS = {
    "ssd_cin_episodes": "cine_referral_id",
    "ssd_cla_episodes": "clae_cla_episode_id",
    "ssd_cla_placement": "clap_cla_id",
}


def test_one_event_has_one_id_in_every_return(extract, tmp_path):
    found = {}
    for name, put in (("903", put_903), ("cin", put_cin), ("annex", put_annex_a)):
        alone = Extract(tmp_path / name, DAY)
        put(alone)
        alone.load()
        found[name] = {table: dict(alone.rows(table, f"{column}, 1")) for table, column in IDS.items()}
    assert found["cin"]["ssd_cin_episodes"] == found["annex"]["ssd_cin_episodes"] != {}
    assert found["903"]["ssd_cla_episodes"] == found["annex"]["ssd_cla_episodes"] != {}
    assert found["903"]["ssd_cla_placement"] == found["annex"]["ssd_cla_placement"] != {}


def test_each_table_is_taken_from_the_first_source_that_has_it(extract):
    put_903(extract)
    put_cin(extract)
    put_annex_a(extract)
    extract.load()
    sources = dict(extract.rows("supply", "table_name, source"))
    assert sources["ssd_cla_episodes"] == sources["ssd_cla_placement"] == sources["ssd_person"] == "ssda903"
    assert sources["ssd_cin_episodes"] == sources["ssd_disability"] == "cin"
    assert sources["ssd_contacts"] == sources["ssd_cla_visits"] == sources["ssd_involvements"] == "annex_a"
    said = "notice: ssd_cin_episodes: taken from cin (true for 2024-03-31), not from annex_a (2024-06-30)"
    assert said in extract.said
    # What was passed over is accounted for all the same, and its visits hang on the 903's period of care.
    assert extract.fates()["annex_a/book.xlsx[List 8]", "annex_a list 8"] == (1, 1, 0, 0, 1)
    (period,) = extract.one("ssd_cla_episodes", "clae_cla_id")
    assert extract.one("ssd_cla_visits", "clav_cla_id, _quarantine") == (period, None)


def test_each_item_of_reported_history_comes_from_the_first_return_that_gives_it(extract):
    put_cin(extract)
    plan = {"Child Protection Plan Start Date": date(2023, 7, 12), "Number of Previous Child Protection Plans": 5}
    annex.put(
        extract, annex.sheet(3, annex.referral("C1", date(2024, 5, 10))), annex.sheet(7, annex.child("C1", **plan))
    )
    extract.load()
    assert extract.rows("ext_reported_history", "item, source_return, value") == [
        ("previous_cp_plans", "cin", "1"),
        ("referrals_12m", "annex_a", "0"),
    ]


def test_people_are_merged_by_child_whatever_the_case_of_the_id(extract):
    put_903(extract)
    put_annex_a(extract)
    extract.load()
    assert extract.rows("ssd_person", "pers_person_id, pers_sex, pers_gender, pers_upn_unknown, _source") == [
        ("C1", "F", "F", "UN1", "ssda903"),
        ("C9", "F", "F", None, "annex_a"),
    ]
    assert extract.rows("ssd_contacts", "cont_person_id") == [("C1",), ("C9",)]
    # The men of list 3 and the women of list 8 disagree.
    assert ("DQ013", "pers_sex") in extract.issues("rule_id, column_name")


def test_a_birth_date_that_two_returns_disagree_on_is_told_and_the_first_holds(extract):
    put_903(extract)
    extract.put_at("cin_census/a.xml", cin.census(cin.child("C1", cin.DETAILS)).replace("2010-05-03", "2011-05-03"))
    extract.load()
    assert extract.one("ssd_person", "pers_dob, pers_upn") == (date(2010, 5, 3), "A123456789012")
    assert extract.issues() == [("DQ013", "ssd_person", "pers_dob", 2, "ssda903/2024/a.csv")]


def test_a_table_supplied_as_a_file_comes_first_and_people_are_filled_from_the_returns(extract):
    put_903(extract)
    extract.put_at("ssd_person.csv", "pers_person_id,pers_sex,pers_dob\nc1,Female,2010-05-03\nP2,M,2012-01-01\n")
    extract.put_at(
        "ssd_cla_episodes.csv",
        "clae_cla_episode_id,clae_person_id,clae_cla_episode_start_date,clae_cla_id\nE1,P2,2024-01-01,X\n",
    )
    extract.load()
    assert extract.rows("ssd_person", "pers_person_id, pers_sex, pers_ethnicity, _source, _file") == [
        ("P2", "M", None, "ssd", "ssd_person.csv"),
        ("c1", "F", "WBRI", "ssd", "ssd_person.csv"),
    ]
    assert extract.rows("ssd_cla_episodes", "clae_cla_episode_id, _source") == [("E1", "ssd")]
    assert extract.rows("ssd_cla_placement", "clap_person_id, _source") == [("c1", "ssda903")]
    fates = extract.fates()
    assert fates["ssd_person.csv", "ssd_person"] == (2, 2, 0, 0, 0)
    assert fates["ssd_cla_episodes.csv", "ssd_cla_episodes"] == (1, 1, 0, 0, 0)
    assert fates["ssda903/2024/b.csv", "ssda903 episodes"] == (1, 1, 0, 0, 1)


def test_keys_are_the_contracts():
    # The sha256 of C1|2024-01-10|1, worked outside this program.
    assert key("ref", "C1", "2024-01-10", 1) == "ref-5bcba719705b2768c577bb43"
    numbering = Numbering()
    assert numbering.key("asm", "C1", "d") != numbering.key("asm", "C1", "d")
    assert len(key("clrxx", "C1")) <= 48


def test_names_are_keyed_by_a_secret_and_alike_whatever_case_and_spaces(tmp_path):
    one, other = NameKeys(tmp_path / "a" / "worker.key"), NameKeys(tmp_path / "b" / "worker.key")
    assert one.key("wkr", " Ada\u00a0 QUILL ") == one.key("wkr", "ada quill") != one.key("wkr", "quill ada")
    assert one.key("wkr", "ada quill") != other.key("wkr", "ada quill")
    assert NameKeys(tmp_path / "a" / "worker.key").key("wkr", "Ada Quill") == one.key("wkr", "ada quill")


@pytest.mark.parametrize(
    ("a_903", "a_census", "a_book"), [("SSDA903", "CIN_Census", "Annex_A"), ("SSDA 903", "CIN Census", "annex a")]
)
def test_the_folder_of_a_return_is_known_by_its_name_in_any_dress_and_may_not_be_there_twice(
    extract, a_903, a_census, a_book
):
    put_903(extract)
    put_cin(extract)
    put_annex_a(extract)
    for name, dressed in (("ssda903", a_903), ("cin_census", a_census), ("annex_a", a_book)):
        (extract.folder / name).rename(extract.folder / dressed)
    extract.load()
    assert {kind.split()[0] for _, kind in extract.fates()} == {"ssda903", "cin", "annex_a"}
    assert not [line for line in extract.said if "not part of an extract" in line]
    put_903(extract)
    assert extract.refused() == [("ssda903", None, None, "return-place")]
