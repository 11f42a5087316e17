"""The reports of the synthetic authority: complete, well formed, accessible, the same again, and never in the way of the night."""

import io
import itertools
import json
import shutil
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import dagster as dg
import duckdb
import openpyxl
import pypdf
import pytest

from editions.freeze import sha256
from orchestration.assets.reports import report_assets
from orchestration.cli import main
from orchestration.instance import open_instance
from orchestration.resources import night_resource
from orchestration.settings import Settings
from publishing.files import current, read_manifest
from reporting.figures import open_publication
from reporting.periods import parse_period
from tests.end_to_end.conftest import Nights
from tests.end_to_end.night_helpers import CHILD_ID, HELD_ID, LOCALITY, SECRETS
from tests.end_to_end.report_reader import Page

LAYOUTS = {
    "monthly_thematic": ("monthly", "2022-11"),
    "monthly_committee": ("monthly", "2022-11"),
    "quarterly_scorecard": ("quarterly", "2022-Q2"),
    "quarterly_indicators": ("quarterly", "2022-Q2"),
}
# Drawings name the language they are written in; nothing is fetched from there.
NAMES_OF_LANGUAGES = {"http://www.w3.org/2000/svg"}


def made(home: Path, authority: Path, layout: str, out: Path) -> dict[str, bytes]:
    """The files of a layout by suffix, by `csc report`."""
    frequency, period = LAYOUTS[layout]
    told = ["report", frequency, "--period", period, "--home", str(home), "--authority", str(authority)]
    assert main([*told, "--out", str(out), "--layout", layout]) == 0
    return {path.suffix: path.read_bytes() for path in out.iterdir()}


@pytest.fixture(scope="module")
def once(
    nights: Nights, authority: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], dict[str, bytes]]:
    """The files of a layout, made when they are first asked for."""
    return cache(lambda layout: made(nights.first.home, authority, layout, tmp_path_factory.mktemp(layout)))


@pytest.fixture(scope="module", params=LAYOUTS)
def files(request: pytest.FixtureRequest, once: Callable[[str], dict[str, bytes]]) -> dict[str, bytes]:
    return once(request.param)


@pytest.fixture(scope="module")
def page(files: dict[str, bytes]) -> Page:
    return Page(files[".html"].decode())


@pytest.fixture(scope="module")
def book(files: dict[str, bytes]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(files[".xlsx"]))


def test_the_page_is_well_formed_and_stands_alone(page: Page) -> None:
    assert page.faults == []
    assert page.lang == "en-GB"
    assert len(page.titles) == 1 and page.titles[0]
    assert page.outside == []
    assert set(page.links) - {f"#{name}" for name in page.ids} == set(), "links that lead nowhere"
    assert len(page.ids) == len(set(page.ids)), "places named twice"


def test_the_page_loads_nothing(files: dict[str, bytes]) -> None:
    text = files[".html"].decode()
    assert "@import" not in text and "url(" not in text and "<script" not in text
    addresses = {part.split('"')[0] for part in text.split('"http')[1:]}
    assert {f"http{address}" for address in addresses} <= NAMES_OF_LANGUAGES


def test_headings_go_down_one_level_at_a_time(page: Page) -> None:
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later <= level + 1 for level, later in itertools.pairwise(levels))


def test_every_table_says_what_it_is(page: Page) -> None:
    assert page.tables
    for table in page.tables:
        assert table.caption, table.section
        assert table.rows, table.caption
        assert all(table.heads), table.caption
        assert None not in table.scopes, table.caption


def test_every_number_in_a_sentence_leads_to_its_figure(page: Page) -> None:
    quoted = [link for link in page.links if link.startswith("#f-")]
    assert quoted
    figures = page.table("Figures quoted in the text")
    assert len(figures.rows) == len(set(quoted))


def test_status_is_never_colour_alone(files: dict[str, bytes]) -> None:
    """Whatever is coloured is a symbol that is read out as words, or has its words beside it."""
    for coloured in files[".html"].decode().split('<span class="sign ')[1:]:
        assert coloured.split("</span></span>")[0].count('class="read"> ('), coloured[:120]
    for coloured in files[".html"].decode().split('<span class="mark ')[1:]:
        words = coloured.split(">", 1)[1].rsplit("</span>", 1)[0]
        assert any(sign.isalpha() for sign in words)


def test_the_pdf_is_tagged(files: dict[str, bytes], page: Page) -> None:
    document = pypdf.PdfReader(io.BytesIO(files[".pdf"]))
    root = document.trailer["/Root"]
    assert "/StructTreeRoot" in root
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert document.metadata.title == page.titles[0]
    assert b"<pdfuaid:part>1<" in root["/Metadata"].get_data()


def test_the_pdf_says_what_the_page_says(files: dict[str, bytes], page: Page) -> None:
    """Every drafted paragraph and heading, whatever the lines it is broken into."""
    document = pypdf.PdfReader(io.BytesIO(files[".pdf"]))
    text = "".join("".join(sheet.extract_text().split()) for sheet in document.pages)
    # A paragraph that goes on over the page has the foot of the page in it, so its beginning is looked for.
    said = [words for kind, words in page.paragraphs if "drafted" in kind or "officer" in kind]
    for words in said:
        assert "".join(words.split())[:40] in text, words
    for level, title in page.headings:
        assert level == 2 and title == "Contents" or "".join(title.split()) in text
    links = sum(len(sheet.get("/Annots", ())) for sheet in document.pages)
    assert links >= sum(link.startswith("#f-") for link in page.links), "numbers that lead nowhere"
    for measure, *_ in page.table("Figures quoted in the text").rows:
        assert "".join(measure.split()) in text.rpartition("Figuresquoted")[2], measure


def test_each_sheet_is_one_table_from_the_first_cell(book: openpyxl.Workbook) -> None:
    assert book.properties.title and book.properties.creator
    for sheet in book.worksheets:
        (table,) = sheet.tables.values()
        assert table.ref.startswith("A1:"), sheet.title
        assert table.ref == sheet.dimensions, sheet.title
        assert not sheet.merged_cells.ranges, sheet.title
        heads = [cell.value for cell in sheet[1]]
        assert all(heads) and len(heads) == len(set(heads)), sheet.title
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row), sheet.title
    names = [sheet.title for sheet in book.worksheets]
    listed = {row[0].value.removeprefix("Sheet ") for row in book["About"].iter_rows(min_row=2)}
    assert names[0] == "About" and set(names[1:]) <= listed


def test_the_workbook_notes_where_each_number_comes_from(book: openpyxl.Workbook, page: Page) -> None:
    columns = [cell for sheet in book.worksheets for row in sheet.iter_rows(min_row=2) for cell in row if cell.comment]
    noted = sum(len(cell.comment.text.splitlines()) for cell in columns)
    assert noted > 0 and all(": " in line for cell in columns for line in cell.comment.text.splitlines())
    if any("drafted" in kind for kind, _ in page.paragraphs):
        assert any(cell.comment for row in book["Text"].iter_rows(min_row=2) for cell in row)
    assert len(list(book["Figures quoted"].iter_rows(min_row=2))) == len(page.table("Figures quoted in the text").rows)


def test_the_same_publication_gives_the_same_bytes(
    request: pytest.FixtureRequest, files: dict[str, bytes], nights: Nights, authority: Path, tmp_path: Path
) -> None:
    layout = request.node.callspec.params["files"]
    assert made(nights.first.home, authority, layout, tmp_path) == files


def test_the_night_wrote_what_the_pack_asks_for(nights: Nights) -> None:
    reports = nights.first.home / "published" / "reports"
    written = {path.relative_to(reports).as_posix() for path in reports.rglob("*") if path.is_file()}
    assert written == {
        f"{period}/{layout}-{period}.{suffix}"
        for layout, period in (("monthly-thematic", "2022-11"), ("quarterly-scorecard", "2022-Q2"))
        for suffix in ("html", "pdf", "xlsx")
    }
    assert "monthly report 2022-11: 3 files" in nights.first.said


def test_every_measure_with_a_figure_is_in_the_thematic_report(
    nights: Nights, once: Callable[[str], dict[str, bytes]]
) -> None:
    text = once("monthly_thematic")[".html"].decode()
    page = Page(text)
    period = parse_period("monthly", "2022-11")
    grouped = {row[0].rsplit(" (", 1)[0] for table in page.tables for row in table.rows if len(row) == 1}
    absent = " ".join(words for _, words in page.paragraphs if words.startswith("Nothing was supplied for these"))
    with open_publication(nights.first.home / "published", "monthly", period.name, period.end) as publication:
        for measure in publication.measures():
            if not measure.bases("monthly") or measure.theme == "overview":
                continue
            values = [publication.figure(measure.measure_id, basis, period.end) for basis in measure.bases("monthly")]
            if any(figure is not None and figure.value is not None for figure in values):
                assert measure.name in grouped, f"{measure.measure_id} is not in the dashboard"
                assert f"#f-{measure.measure_id}-" in text, f"{measure.measure_id} has no paragraph"
            else:
                assert measure.name in absent, measure.measure_id


def test_the_themes_add_up_to_the_statistics(nights: Nights, once: Callable[[str], dict[str, bytes]]) -> None:
    """Each judged measure is in one theme of the overview: the table's columns are the published counts."""
    rows = Page(once("monthly_thematic")[".html"].decode()).table("Judged measures by theme").dicts()
    sums = {head: sum(int(row[head]) for row in rows) for head in rows[0] if head != "Theme"}
    period = parse_period("monthly", "2022-11")
    with open_publication(nights.first.home / "published", "monthly", period.name, period.end) as publication:
        found = {one.statistic: one for one in publication.overview(period.end)}
    judged = found["worse"].denominator
    good = found["better_or_within_tolerance"].numerator
    assert (sums["Judged"], sums["▲ Worse"]) == (judged, found["worse"].numerator)
    assert sums["★ Better"] + sums["● Within tolerance"] == good
    assert (sums["Improved"], sums["Declined"]) == (found["improved"].numerator, found["declined"].numerator)


def test_officers_words_are_marked_as_theirs(once: Callable[[str], dict[str, bytes]]) -> None:
    page = Page(once("monthly_thematic")[".html"].decode())
    written = [words for kind, words in page.paragraphs if "officer" in kind]
    assert any(words.startswith("Head of Assessment writes: Visits are late") for words in written)
    assert any(words.startswith(f"Locality Manager writes: {LOCALITY}: ") for words in written)


def materialised(home: Path, pack: Path) -> dg.ExecuteInProcessResult:
    settings = Settings(home=home, authority=pack)
    with open_instance(settings) as instance:
        return dg.materialize(
            report_assets(),
            instance=instance,
            resources={"night": night_resource(settings, echo=False)},
            raise_on_error=False,
        )


def test_a_report_that_cannot_be_written_only_warns(nights: Nights, authority: Path, tmp_path: Path) -> None:
    home, pack = tmp_path / "home", tmp_path / "pack"
    shutil.copytree(nights.first.home / "published", home / "published", symlinks=True)
    shutil.rmtree(home / "published" / "reports")
    shutil.copytree(authority, pack)
    (pack / "layouts").mkdir()
    (pack / "layouts" / "monthly_thematic.yml").write_text("frequency: monthly\nsections: [{kind: poem, title: x}]\n")
    before = read_manifest(home / "published")
    result = materialised(home, pack)
    assert result.success
    evaluated = {check.asset_key.path[-1]: check for check in result.get_asset_check_evaluations()}
    assert not evaluated["monthly"].passed and evaluated["monthly"].severity == dg.AssetCheckSeverity.WARN
    assert "no kind poem" in evaluated["monthly"].metadata["reason"].value
    assert evaluated["quarterly"].passed
    assert [event.asset_key.path[-1] for event in result.get_asset_materialization_events()] == ["quarterly"]
    assert (read_manifest(home / "published"), current(home / "published")) == (before, nights.first.build)
    assert "monthly report not written: layout monthly_thematic: section 1: no kind poem" in "".join(
        path.read_text() for path in (home / "logs").iterdir()
    )


def test_a_pack_that_asks_for_no_report_gets_none(nights: Nights, authority: Path, tmp_path: Path) -> None:
    home, pack = tmp_path / "home", tmp_path / "pack"
    shutil.copytree(nights.first.home / "published", home / "published", symlinks=True)
    shutil.rmtree(home / "published" / "reports")
    shutil.copytree(authority, pack)
    words = (pack / "authority.yml").read_text()
    (pack / "authority.yml").write_text(
        words.replace("reports: [monthly_thematic, quarterly_scorecard]", "reports: []")
    )
    result = materialised(home, pack)
    assert result.success and result.get_asset_materialization_events() == []
    assert not (home / "published" / "reports").exists()


def test_an_edition_is_reported_as_frozen(nights: Nights, authority: Path, tmp_path: Path) -> None:
    """The edition's own figures are taken, whatever is current; one that was changed is refused."""
    published = tmp_path / "home" / "published"
    shutil.copytree(nights.first.home / "published" / "current", published / "editions" / "2022-11")
    edition = published / "editions" / "2022-11"
    (edition / "marts.duckdb").chmod(0o644)
    with duckdb.connect(str(edition / "marts.duckdb")) as frozen:
        frozen.execute(
            "update kpi_monthly set value = 4242 where measure_id = 'contacts' and basis = 'month'"
            " and breakdown = 'authority' and period_end = date '2022-11-30'"
        )
    files = {"marts.duckdb": sha256(edition / "marts.duckdb")}
    (edition / "manifest.json").write_text(json.dumps({"files": files}), encoding="utf-8")
    page = Page(made(tmp_path / "home", authority, "monthly_committee", tmp_path / "out")[".html"].decode())
    assert page.facts[page.headings[0][1]]["Figures"].startswith("The edition 2022-11, frozen")
    (contacts,) = [row for row in page.table("Demand").dicts() if row["Measure"] == "Contacts received"]
    assert contacts["Nov-22"] == "4,242"
    with (edition / "marts.duckdb").open("ab") as stream:
        stream.write(b"x")
    where = ["--home", str(tmp_path / "home"), "--authority", str(authority), "--out", str(tmp_path / "changed")]
    assert main(["report", "monthly", "--period", "2022-11", *where]) == 1
    assert not (tmp_path / "changed").exists()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (["monthly", "--period", "2022-13"], "--period: not a month as YYYY-MM"),
        (["quarterly", "--period", "2022-11"], "--period: not a quarter of a financial year as YYYY-Q1 to YYYY-Q4"),
        (
            ["monthly", "--period", "2031-01"],
            "no monthly figures are published for the period to 2031-01-31; the last is",
        ),
        (
            ["monthly", "--period", "2022-11", "--layout", "sonnet"],
            "reports: there is no layout sonnet; there are monthly",
        ),
    ],
)
def test_what_cannot_be_reported_is_said_in_one_line(
    nights: Nights, authority: Path, told: list[str], said: str, capsys: pytest.CaptureFixture, tmp_path: Path
) -> None:
    where = ["--home", str(nights.first.home), "--authority", str(authority), "--out", str(tmp_path / "out")]
    assert main(["report", *told, *where]) == 1
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_another_authoritys_pack_is_refused(
    nights: Nights, printed_home: Callable[[str], Path], capsys: pytest.CaptureFixture, tmp_path: Path
) -> None:
    other = Path(__file__).resolve().parents[2] / "authorities" / "dudley"
    where = ["--home", str(nights.first.home), "--authority", str(other), "--out", str(tmp_path / "out")]
    assert main(["report", "quarterly", "--period", "2022-Q2", *where]) == 1
    assert "what is published is of Demoshire, the pack of Dudley" in capsys.readouterr().err


def test_nothing_of_a_child_is_in_a_report(files: dict[str, bytes]) -> None:
    """The planted child and its words, wherever a report could hold them."""
    words = [files[".html"].decode()]
    words += [sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(files[".pdf"])).pages]
    with zipfile.ZipFile(io.BytesIO(files[".xlsx"])) as archive:
        words += [archive.read(name).decode(errors="replace") for name in archive.namelist()]
    for secret in (CHILD_ID, HELD_ID, *SECRETS):
        assert not any(secret in text for text in words)
