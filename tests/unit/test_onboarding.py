"""What a newcomer points at: found, laid out, or refused in one line before anything is made."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from ingest.dfe import load_reference, read_dfe_files
from ingest.pack import FILES, read_catalogue, read_pack, read_units
from onboarding import OnboardingError, onboard
from onboarding.pack import Authority, find_authority, write_pack
from onboarding.report import Findings, brings, missing, wanted
from onboarding.sources import find_sources
from orchestration.cli import main
from orchestration.settings import DBT_PROJECT
from synthetic import DEFAULT_AS_OF, reference

SEEDS = DBT_PROJECT / "seeds"
KNOWN = read_dfe_files(SEEDS / "dfe_files.csv", SEEDS / "dfe_comparisons.csv")


def touch(path: Path, text: str = "CHILD\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with something of everything, as a newcomer may have it."""
    touch(tmp_path / "ssda903" / "episodes.csv", "CHILD,DECOM\n1,02/04/2022\n2,31/03/2021\n3,x\n")
    touch(tmp_path / "ssda903" / "2021" / "episodes.csv")
    touch(tmp_path / "cin_census" / "cin.xml", "<Message><ReferenceDate>2022-03-31</ReferenceDate></Message>")
    touch(tmp_path / "annex_a" / "List.XLSX")
    touch(tmp_path / "ssd_contacts.csv")
    touch(tmp_path / "read me.csv", "what\n")
    assert reference.write(tmp_path / "downloads", DEFAULT_AS_OF, 1, lambda _: None)
    return tmp_path


def test_everything_of_use_is_found_and_dated(folder):
    found = find_sources(folder, KNOWN)
    assert [path.name for path in found.tables] == ["ssd_contacts.csv"]
    assert {year: [path.name for path in files] for year, files in found.years.items()} == {
        2021: ["episodes.csv"],
        2023: ["episodes.csv"],
    }
    assert [path.name for path in found.workbooks] == ["List.XLSX"]
    assert len(found.published) == 11
    assert max(found.dates.values()) == date(2023, 3, 31)
    assert found.dates["the reference date of cin.xml"] == date(2022, 3, 31)
    assert "taken as the year to 31 March 2023" in found.notices[0]


def test_files_as_councils_keep_them_are_found_and_what_is_not_read_is_said(tmp_path):
    touch(tmp_path / "ssda903" / "2021-22" / "episodes.csv")
    touch(tmp_path / "ssda903" / "2022" / "episodes.csv", "CHILD,DECOM\n")
    touch(tmp_path / "ssda903" / "2022" / "old" / "header.csv")
    touch(tmp_path / "ssda903" / "drafts" / "header.csv")
    touch(tmp_path / "cin_census" / "cin.zip")
    touch(tmp_path / "cin_census" / "Thumbs.db")
    for name in ("book.xls", "list 1.csv", "notes.docx"):
        touch(tmp_path / "Annex A" / name)
    found = find_sources(tmp_path, KNOWN)
    assert {year: [path.name for path in files] for year, files in found.years.items()} == {
        2022: ["episodes.csv", "episodes.csv"]
    }
    extract = found.lay_out(tmp_path / "landing", tmp_path / "reference", date(2022, 3, 31))
    assert sorted(path.name for path in (extract / "ssda903" / "2022").iterdir()) == [
        "episodes.csv",
        "episodes_again.csv",
    ]
    assert [path.name for path in found.workbooks] == ["book.xls", "list 1.csv"]
    assert sorted(notice.partition(":")[0] for notice in found.notices) == [
        *("Annex A/notes.docx", "cin_census/cin.zip", "ssda903/2022/old", "ssda903/drafts"),
    ]


def test_loose_episodes_are_dated_in_any_form_and_encoding_that_is_read(tmp_path):
    path = tmp_path / "ssda903" / "episodes.csv"
    touch(path).write_bytes("CHILD,DECOM\n1,2022-04-02 00:00:00\n2,31-MAR-2021\n".encode("utf-16"))
    assert list(find_sources(tmp_path, KNOWN).years) == [2023]


def test_it_is_laid_out_as_a_night_expects_and_left_as_it_was(folder, tmp_path_factory):
    before = sorted(path.relative_to(folder) for path in folder.rglob("*"))
    home = tmp_path_factory.mktemp("home")
    extract = find_sources(folder, KNOWN).lay_out(home / "landing", home / "reference", date(2023, 3, 31))
    assert extract == home / "landing" / "2023-03-31"
    laid = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}
    assert {path for path in laid if not path.startswith("reference")} == {
        "landing/2023-03-31/ssd_contacts.csv",
        "landing/2023-03-31/ssda903/2021/episodes.csv",
        "landing/2023-03-31/ssda903/2023/episodes.csv",
        "landing/2023-03-31/cin_census/cin.xml",
        "landing/2023-03-31/annex_a/List.XLSX",
    }
    assert "reference/dfe/synthetic_referrals.csv" in laid
    assert sorted(path.relative_to(folder) for path in folder.rglob("*")) == before


def test_of_dated_folders_the_newest_is_taken(tmp_path):
    for day in ("2022-10-31", "2022-11-30"):
        touch(tmp_path / "landing" / day / "ssd_contacts.csv")
    found = find_sources(tmp_path, KNOWN)
    assert (found.root.name, found.dates) == ("2022-11-30", {"the folder's name": date(2022, 11, 30)})


def test_what_is_true_only_later_is_left_out_and_said(folder):
    found = find_sources(folder, KNOWN)
    found.true_by(date(2022, 3, 30))
    assert (found.census, sorted(found.years)) == ([], [2021])
    assert [notice for notice in found.notices if "left out" in notice] == [
        "cin.xml: of a date after 2022-03-30; left out",
        "ssda903/2023: a year that began after 2022-03-30; left out",
    ]


REFUSED = {
    "a code of letters": ({"la_code": "9x6"}, "must be DfE's three digits"),
    "a code DfE does not know": ({"la_code": "123"}, "no authority of DfE's files (15 are in them)"),
    "a folder that is not there": ({"folder": "nowhere"}, "no such folder"),
    "a folder with nothing": ({"folder": "downloads"}, "nothing to read"),
    "a pack that is there": ({"out": "pack"}, "never overwritten"),
    "an authority that has ended": (
        {"la_code": "928"},
        "ended on 2021-04-01; after it came North Northamptonshire (940), West",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_in_one_line_and_nothing_is_made(case, folder, capsys):
    changed, message = REFUSED[case]
    (folder / "pack").mkdir()
    asked = {"folder": ".", "la_code": "999", "out": "new"} | changed
    arguments = ["onboard", str(folder / asked["folder"]), "--la-code", asked["la_code"]]
    arguments += ["--home", str(folder / "home"), "--out", str(folder / asked["out"])]
    assert main(arguments) == 1
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not (folder / "new").exists()
    assert not list((folder / "pack").iterdir())
    assert not (folder / "home").exists()


def test_files_that_say_no_date_need_one(tmp_path):
    touch(tmp_path / "annex_a" / "book.xlsx")
    with pytest.raises(OnboardingError, match="--as-of"):
        onboard(tmp_path, "999", tmp_path / "home", tmp_path / "out")


def test_the_pack_is_whole_and_read_back(tmp_path):
    reference.write(tmp_path, DEFAULT_AS_OF, 1, lambda _: None)
    connection = duckdb.connect()
    load_reference(connection, tmp_path / "reference" / "dfe", KNOWN)
    authority = find_authority(connection, "999")
    assert (authority.name, authority.region, len(authority.neighbours)) == ("Demoshire", "Synthetic region", 10)
    write_pack(tmp_path / "pack", authority, [("T1", "A team, quoted"), ("T2", "B")])
    pack = read_pack(tmp_path / "pack", read_catalogue(SEEDS / "measures.csv"), read_units(SEEDS / "standards.csv"))
    assert pack.name == "Demoshire"
    assert [row[:2] for row in pack.tables["team"]] == [("T1", "A team, quoted"), ("T2", "B")]
    assert len(pack.tables["population"]) == 6
    assert {path.name for path in (tmp_path / "pack").iterdir()} == {*FILES, "authority.yml"}


def test_without_published_files_the_code_is_the_name():
    connection = duckdb.connect()
    load_reference(connection, Path("nowhere"), KNOWN)
    authority = find_authority(connection, "916")
    assert (authority.name, authority.region, authority.neighbours, authority.population) == (
        "Authority 916",
        None,
        (),
        (),
    )


def test_what_is_missing_and_what_would_bring_it():
    absent = {"ssd_contacts": {"cont_contact_outcome_json"}, "ssd_person": set()}
    needs = [
        "ssd_person",
        "ssd_contacts.cont_contact_id",
        "ext_visit or ssd_cla_visits (latest)",
        "ssd_contacts.cont_contact_outcome_json",
    ]
    assert missing(needs, absent) == ["ext_visit or ssd_cla_visits", "ssd_contacts.cont_contact_outcome_json"]
    assert missing(["ext_visit or ssd_person (latest)"], absent) == []
    row = {"ssd": "Y", "annex_a": "P", "ssda903": "", "cin": "", "needs_also": "ext_visit ; or a postcode file"}
    assert brings(row) == "Standard Safeguarding Dataset or Annex A (partly) with `ext_visit`, or a postcode file"


def test_a_measure_without_a_figure_says_what_helps():
    nobody = Authority("916", "Authority 916", None, (), ())
    found = Findings(nobody, None, (), (), (), 0, date(2024, 3, 31), (), {"ssd_cin_episodes": set()}, (), ())
    have = {
        "needs": ["ssd_cin_episodes"],
        "complete_to": date(2024, 3, 31),
        "figures_from": date(2020, 4, 1),
        "unit": "%",
    }
    assert wanted({"needs": []}, found)[1] == "`targets.csv`"
    assert wanted({"needs": ["ext_visit"]}, found) == ("`ext_visit`", None)
    old, short = have | {"complete_to": date(2018, 3, 31)}, have | {"figures_from": date(2024, 4, 1)}
    assert wanted(old, found)[1].startswith("a newer return of the same kind")
    assert wanted(short, found) == (
        "longer history: with what is here it could begin in April 2024",
        "earlier years of the same returns",
    )
    assert wanted(have, found)[1] == "nothing: it has a value once there is one"
    rate, counted = have | {"unit": "per 10,000"}, replace(found, authority=replace(nobody, population=((2023, 1000),)))
    assert wanted(rate, found)[1] == "the ONS estimates among DfE's files, or `population.csv`"
    assert wanted(rate, counted) == wanted(have, found)
