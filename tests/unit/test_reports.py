"""Parts of reports by themselves: periods, what a layout may say, words and symbols, cells of a workbook."""

import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pypdf
import pytest
import yaml
from colours import WHITE, contrast

from ingest.pack import read_catalogue
from orchestration.settings import DBT_PROJECT, PROJECT
from reporting.figures import FigureRef, ReportRefused
from reporting.layout import OWN, layouts_of, read_layout
from reporting.model import Cell, Column, Picture, Pictures, Report, Section, Source, Table, Text, Words
from reporting.periods import last_over, parse_period
from reporting.render import page, paper, workbook
from reporting.sections import check
from reporting.sections.plain import BANDS, band_of
from reporting.text import Number, Paragraph, Sentence
from reporting.words import Mark
from tests.end_to_end.report_reader import Page

CATALOGUE = frozenset(read_catalogue(DBT_PROJECT / "seeds" / "measures.csv"))
ON = date(2022, 11, 30)
REF = FigureRef("cp_visits_in_time", "snapshot", ON, "authority", "all")


@pytest.mark.parametrize(
    ("frequency", "name", "start", "end", "title"),
    [
        ("monthly", "2022-11", date(2022, 11, 1), date(2022, 11, 30), "November 2022"),
        ("monthly", "2024-02", date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        ("quarterly", "2022-Q1", date(2022, 4, 1), date(2022, 6, 30), "Quarter 1 2022/23"),
        ("quarterly", "2022-Q3", date(2022, 10, 1), date(2022, 12, 31), "Quarter 3 2022/23"),
        ("quarterly", "2022-Q4", date(2023, 1, 1), date(2023, 3, 31), "Quarter 4 2022/23"),
        ("quarterly", "1999-Q4", date(2000, 1, 1), date(2000, 3, 31), "Quarter 4 1999/00"),
    ],
)
def test_periods(frequency: str, name: str, start: date, end: date, title: str) -> None:
    period = parse_period(frequency, name)
    assert (period.name, period.start, period.end, period.title) == (name, start, end, title)


@pytest.mark.parametrize("text", ["2022-00", "2022-1", "2022-Q1", "22-11", "2022-11-30", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ReportRefused, match="not a month"):
        parse_period("monthly", text)


@pytest.mark.parametrize(
    ("frequency", "day", "name"),
    [
        ("monthly", date(2022, 11, 30), "2022-11"),
        ("monthly", date(2022, 11, 29), "2022-10"),
        ("monthly", date(2023, 1, 1), "2022-12"),
        ("quarterly", date(2022, 12, 31), "2022-Q3"),
        ("quarterly", date(2022, 12, 30), "2022-Q2"),
        ("quarterly", date(2023, 3, 30), "2022-Q3"),
    ],
)
def test_the_last_period_that_is_over(frequency: str, day: date, name: str) -> None:
    assert last_over(frequency, day).name == name


def test_every_score_has_one_band() -> None:
    for score in range(1, 26):
        assert sum(first <= score <= last for first, last, _ in BANDS) == 1
    assert [band_of(score).word for score in (1, 6, 7, 12, 13, 25)] == [
        "Low",
        "Low",
        "Moderate",
        "Moderate",
        "High",
        "High",
    ]


@pytest.mark.parametrize(
    "folder", [OWN, *sorted((PROJECT / "authorities").glob("*/layouts"))], ids=lambda path: path.parent.name
)
def test_every_layout_of_the_product_can_be_read(folder: Path) -> None:
    files = sorted(folder.glob("*.yml"))
    assert files
    for path in files:
        layout = read_layout(folder.parent, path.stem, CATALOGUE)
        check(layout)
        assert path.stem.startswith(layout.frequency)


def written(pack: Path, change: dict) -> Path:
    """A pack with a layout `mine`, changed from one that can be read."""
    content = {
        "frequency": "monthly",
        "title": "Ours",
        "sections": [{"kind": "measures", "title": "All of {authority}", "rows": ["contacts"]}],
    }
    (pack / "layouts").mkdir(parents=True)
    (pack / "layouts" / "mine.yml").write_text(yaml.safe_dump(content | change), encoding="utf-8")
    return pack


def test_the_packs_own_layout_is_taken(tmp_path: Path) -> None:
    pack = written(tmp_path, {})
    (layout,) = layouts_of(pack, ["mine", "quarterly"], "monthly", CATALOGUE)
    assert layout.title == "Ours"
    (pack / "layouts" / "mine.yml").rename(pack / "layouts" / "monthly_thematic.yml")
    assert layouts_of(pack, ["monthly"], "monthly", CATALOGUE)[0].title == "Ours"


def test_without_a_layout_of_the_frequency_the_first_is_made_or_none(tmp_path: Path) -> None:
    assert [one.name for one in layouts_of(tmp_path, ["monthly_committee"], "quarterly", CATALOGUE)] == [
        "quarterly_scorecard"
    ]
    assert layouts_of(tmp_path, ["monthly_committee"], "quarterly", CATALOGUE, only_asked=True) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"frequency": "weekly"}, "frequency: is neither monthly nor quarterly"),
        ({"sections": []}, "sections: must be a list of sections"),
        ({"sections": [{"title": "x"}]}, "section 1: must have a kind"),
        ({"colour": "blue"}, "colour: no key of a layout"),
        ({"title": "For {council}"}, r"words: only \{period\}"),
        ({"title": "For {"}, r"words: only \{period\}"),
        ({"status_words": {"good": "Fine"}}, "status_words: may have"),
        ({"sections": [{"kind": "measures", "title": "x", "rows": ["kontacts"]}]}, "section 1: a row names no measure"),
        (
            {"sections": [{"kind": "measures", "title": "x", "rows": [{"measure": "contacts", "nam": "y"}]}]},
            "section 1: a row may have",
        ),
        ({"sections": [{"kind": "sonnet", "title": "x"}]}, "section 1: no kind sonnet; there are"),
        ({"sections": [{"kind": "risks", "title": "x", "rows": []}]}, "section 1: risks has no option rows"),
        ({"sections": [{"kind": "glossary", "title": "x"}]}, "section 1: glossary must have terms"),
        ({"sections": [{"kind": "risks"}]}, "section 1: risks must have title"),
    ],
)
def test_a_layout_that_cannot_be_followed_is_refused(tmp_path: Path, change: dict, said: str) -> None:
    pack = written(tmp_path, change)
    with pytest.raises(ReportRefused, match=said):
        check(read_layout(pack, "mine", CATALOGUE))


def report(*blocks: object, text: str = "x") -> Report:
    return Report(
        "Title", "Sub", "Here & there", "November 2022", (Section(text, tuple(blocks)),), (("Figures", text),)
    )


HOSTILE = ("=1+1", "@SUM(A1)", "+1", "-1", "<b>&amp;</b>", '"#]\\', "https://example.org", "$x$ #emph[y] *z* _w_")


def test_text_that_looks_like_something_else_stays_text() -> None:
    table = Table(
        "Caption", (Column("=head"), Column("<i>")), tuple((Cell(words), Cell(words)) for words in HOSTILE), "=Sheet[1]"
    )
    made = report(table, Words("=words"), text="=title")
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(made, ON)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"} and not any(cell.hyperlink for cell in cells)
    assert [row[0].value for row in book["=Sheet 1"].iter_rows(min_row=2)] == list(HOSTILE)
    read = Page(page.render(made).decode())
    assert read.faults == []
    assert [row[0] for row in read.tables[0].rows] == list(HOSTILE)
    assert paper.render(made, ON).startswith(b"%PDF")


def test_a_number_is_a_number_with_its_decimals_and_its_note() -> None:
    cell = Cell("64.0%", Decimal("64.0000"), 1, True, (Mark("▲", "Worse", "bad"),))
    table = Table(
        "Caption", (Column("Measure"), Column("Nov-22", "number")), ((Cell("a"), cell), (Cell("b"), Cell("–"))), "Sheet"
    )
    sentence = Sentence(("Just under ", Number("two-thirds", REF), " were."))
    made = report(table, Text(Paragraph((sentence,), False), "1."))
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(made, ON)))
    sheet = book["Sheet"]
    assert [head.value for head in sheet[1]] == ["Measure", "Nov-22", "Nov-22: status"]
    assert (sheet["B2"].value, sheet["B2"].number_format, sheet["C2"].value) == (64, '#,##0.0"%"', "▲ Worse")
    assert sheet["B3"].value == "–"
    (said,) = [cell for row in book["Text"].iter_rows(min_row=2) for cell in row if cell.comment]
    assert said.value == "Just under two-thirds were."
    assert said.comment.text == "two-thirds: cp_visits_in_time, snapshot, 2022-11-30, authority, all"


def test_numbers_of_a_column_keep_room_for_the_symbols_behind_them() -> None:
    judged = Cell("64%", Decimal(64), marks=(Mark("▲", "Worse"), Mark("†", "few")))
    rows = ((judged, Cell("1", Decimal(1))), (Cell("5%", Decimal(5)), Cell("–")))
    table = Table("Caption", (Column("a", "number"), Column("b", "number")), rows, "Sheet", heads=0)
    assert [table.signs(at) for at in (0, 1)] == [2, 0]
    html = page.render(report(table)).decode()
    assert html.count('<span class="signs2">') == 2


def test_sheets_have_names_a_workbook_can_hold() -> None:
    table = Table("Caption", (Column("a"),), ((Cell("b"),),), "A name that is much longer than a sheet's: may be?")
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(report(table, table), ON)))
    names = [name for name in book.sheetnames if name.startswith("A name")]
    assert len(names) == len(set(names)) == 2 and all(len(name) <= 31 for name in names)


def test_a_drawing_has_its_words_on_paper() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0L9 9"/></svg>'
    assert b"/Alt" in paper.render(report(Pictures((Picture(svg, "A line that rises"),))), ON)
    with pytest.raises(ReportRefused, match="alt"):
        paper.render(report(Pictures((Picture(svg, ""),))), ON)


def test_a_group_is_a_line_on_the_page_and_a_column_in_the_workbook() -> None:
    rows = tuple((Cell(group), Cell(part), Cell("1")) for group, part in (("A", "all"), ("A", "east"), ("B", "all")))
    columns = (Column("Measure"), Column("Part"), Column("Value", "number"))
    made = report(Table("Caption", columns, rows, "Sheet", heads=2, grouped=True))
    read = Page(page.render(made).decode())
    assert read.tables[0].rows == [["A"], ["all", "1"], ["east", "1"], ["B"], ["all", "1"]]
    assert read.tables[0].scopes.count("rowgroup") == 2
    book = openpyxl.load_workbook(io.BytesIO(workbook.render(made, ON)))
    assert [[cell.value for cell in row] for row in book["Sheet"].iter_rows(min_row=2)] == [
        ["A", "all", "1"],
        ["A", "east", "1"],
        ["B", "all", "1"],
    ]


def test_figures_quoted_stand_where_their_links_lead() -> None:
    source = Source(REF, "Seen in time", "Snapshot", "30 November 2022", "Here", "64.0%", "16 of 25", "95%", "▲ Worse")
    sentence = Sentence((Number("64%", REF), " were."))
    made = report(Text(Paragraph((sentence,), False)))
    made = Report(**{**made.__dict__, "sources": (source,)})
    read = Page(page.render(made).decode())
    assert f"#{REF.anchor}" in read.links and REF.anchor in read.ids
    printed = pypdf.PdfReader(io.BytesIO(paper.render(made, ON)))
    links = [link.get_object() for sheet in printed.pages for link in sheet.get("/Annots", ())]
    (there,) = {link["/Dest"][0].get_object()["/StructParents"] for link in links if link["/Contents"] == "page 2"}
    assert there == printed.pages[1]["/StructParents"]
    listed = " ".join(printed.pages[1].extract_text().split())
    assert "Seen in time Snapshot, 30 November 2022: Here 64.0% (16 of 25; target 95%)." in listed


def test_anchors_are_one_to_a_figure() -> None:
    parts = ["East End", "East_End", "East-End", "East/End", "Éast"]
    anchors = {FigureRef("m", "month", ON, "locality", part).anchor for part in parts}
    assert len(anchors) == len(parts) and all(anchor.isascii() and " " not in anchor for anchor in anchors)


def test_every_word_stands_out_from_what_it_is_on() -> None:
    """Each colour of text on each ground of the page, 4.5:1 or more; on paper the same colours and no others."""
    style = (page._TEMPLATES / "report.css").read_text()
    named = dict(re.findall(r"--([a-z]+): (#[0-9a-f]+);", style))
    texts, grounds, own = set(), {WHITE}, []
    for rule in re.findall(r"\{([^{}]*)\}", style):
        said = {
            kind: re.sub(r"var\(--([a-z]+)\)", lambda found: named[found[1]], value.strip())
            for kind, value in re.findall(r"(?:^|;)\s*(color|background):([^;]+)", rule)
        }
        text, ground = said.get("color", ""), said.get("background", "")
        if text.startswith("#") and ground.startswith("#"):
            own.append((text, ground))
        texts |= {text} if text.startswith("#") and not ground else set()
        grounds |= {ground} if ground.startswith("#") and not text else set()
    highlight = "#ffdd00"
    assert {named["good"], named["near"], named["bad"], named["link"], named["quiet"]} <= texts
    assert {named["band"], highlight} <= grounds
    pairs = [(text, ground) for text in texts for ground in grounds - {highlight}]
    for text, ground in [*pairs, *own, (named["ink"], highlight), (named["ink"], WHITE)]:
        assert contrast(text, ground) >= 4.5, (text, ground)
    on_paper = set(re.findall(r'rgb\("(#[0-9a-f]+)"\)', (page._TEMPLATES / "report.typ").read_text()))
    assert on_paper <= {*named.values(), *grounds}
