"""Sections of reports from figures made by hand: which measures a table or a drawing takes, and which it leaves out."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from shelf import Shelf, Told

from ingest.pack import read_catalogue
from orchestration.settings import DBT_PROJECT, PROJECT
from reporting import drawing, words
from reporting.layout import read_layout
from reporting.making import Making
from reporting.model import Cell, Picture, Section, Table, Words
from reporting.officers import Officers
from reporting.periods import parse_period
from reporting.sections import make

NOVEMBER = date(2022, 11, 30)
MARCH = date(2022, 3, 31)
VISITS, ALONE, REVIEWS = "cin_visits_in_time", "cp_children_seen_alone_in_time", "cin_reviews_in_time"
AUDITS, RE_REFERRALS, IN_CARE = "case_audits_completed", "re_referrals_in_12_months", "cla_at_period_end"
CATALOGUE = frozenset(read_catalogue(DBT_PROJECT / "seeds" / "measures.csv"))


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def share(numerator: int, denominator: int = 100, target: str | None = "90") -> Told:
    return Told(None, Decimal(numerator), Decimal(denominator), None if target is None else Decimal(target))


def count(value: int, target: str | None = None) -> Told:
    return Told(Decimal(value), target=None if target is None else Decimal(target))


def put(shelf: Shelf, measure_id: str, whole: Sequence[Told], **places: Sequence[Told]) -> None:
    shelf.series(measure_id, NOVEMBER, whole)
    for place, told in places.items():
        shelf.series(measure_id, NOVEMBER, told, place=place)


def making(shelf: Shelf) -> Making:
    layout = read_layout(PROJECT / "authorities" / "demo", "monthly_thematic", CATALOGUE)
    officers = Officers("Demoshire", "three_state", (), {}, ())
    return Making(shelf.publication(NOVEMBER), officers, layout, parse_period("monthly", "2022-11"))


def made(shelf: Shelf, kind: str, **options: object) -> list[Section]:
    return make(making(shelf), {"kind": kind, "title": "x", **options})


def table(sections: Sequence[Section], caption: str) -> Table:
    (found,) = [
        block
        for section in sections
        for block in section.blocks
        if isinstance(block, Table) and block.caption.startswith(caption)
    ]
    return found


def printed(found: Table) -> list[list[str]]:
    return [[" ".join([cell.text, *(mark.word for mark in cell.marks)]).strip() for cell in row] for row in found.rows]


def test_exceptions_name_places_only_where_they_speak_for_the_whole(shelf):
    put(shelf, VISITS, [share(150, 200)], Ash=[share(60)], Beck=[share(90)])
    # A service that sits in no place; a share made by those in none; a count, whose target is the whole authority's.
    put(shelf, ALONE, [share(400, 500)], Ash=[share(0, 2)], Beck=[share(2, 2)])
    put(shelf, REVIEWS, [share(195, 300)], Ash=[share(70)], Beck=[share(72)])
    put(shelf, AUDITS, [count(64, "60")], Ash=[count(30, "60")], Beck=[count(34, "60")])
    sections = made(shelf, "exceptions")
    assert printed(table(sections, "Measures in which a locality"))[0][1:] == [
        "75% Worse",
        "90%",
        "Ash 60%",
        "Beck 90%",
    ]
    assert [row[0] for row in printed(table(sections, "Measures in which a locality"))] == [
        "Children in need seen in time"
    ]
    assert printed(table(sections, "Measures by status")) == [["Ash", "0", "0", "1", "1"], ["Beck", "1", "0", "0", "1"]]


def test_small_multiples_are_drawn_only_where_places_speak_for_the_whole(shelf):
    places = {"Ash": [share(70)] * 6, "Beck": [share(95)] * 6}
    put(shelf, VISITS, [share(165, 200)] * 6, **places)
    put(shelf, ALONE, [share(300, 500)] * 6, **places)
    report = making(shelf)
    assert isinstance(drawing.places(report, report.publication.measure(VISITS), "locality"), Picture)
    assert drawing.places(report, report.publication.measure(ALONE), "locality") is None


def test_neighbours_stand_beside_the_rolling_year_and_never_beside_a_count(shelf):
    shelf.series(RE_REFERRALS, NOVEMBER, [share(27)])
    shelf.series(RE_REFERRALS, NOVEMBER, [share(29)], basis="rolling_12_months")
    shelf.series(IN_CARE, NOVEMBER, [count(848)])
    for measure_id, value in ((RE_REFERRALS, "20.1"), (IN_CARE, "780")):
        shelf.comparator(measure_id, "statistical_neighbours", MARCH, value)
    report = making(shelf)
    drawn = drawing.neighbours(report, report.publication.measure(RE_REFERRALS))
    assert "Demoshire 29.0%, November 2022; Statistical neighbours 20.1%, March 2022." in drawn.alternative
    assert drawing.neighbours(report, report.publication.measure(IN_CARE)) is None


def test_a_measure_has_one_row_beside_all_others(shelf):
    shelf.series(RE_REFERRALS, NOVEMBER, [share(27)])
    shelf.series(RE_REFERRALS, NOVEMBER, [share(29)], basis="rolling_12_months")
    shelf.comparator(RE_REFERRALS, "statistical_neighbours", MARCH, "20.1")
    shelf.comparator(RE_REFERRALS, "england", date(2021, 3, 31), "21.5")
    found = table(made(shelf, "comparators"), "Demoshire and others")
    assert [column.head for column in found.columns][2:5] == ["Demoshire", "Statistical neighbours", "England"]
    assert printed(found) == [
        ["Re-referrals within 12 months", "Rolling Year", "29.0%", "20.1% (Mar-22)", "21.5% (Mar-21)", "", ""]
    ]


def test_an_earlier_figure_that_stands_in_is_compared_with_nothing(shelf):
    shelf.series(VISITS, date(2022, 9, 30), [share(80), share(86)])
    shelf.series(REVIEWS, NOVEMBER, [share(70), share(75)])
    rows = [{"measure": measure, "name": measure, "latest": True} for measure in (VISITS, REVIEWS)]
    assert printed(table(made(shelf, "measures", rows=rows), "x: November 2022 against the month before")) == [
        [VISITS, "–", "86% (Sep-22)", "–", "No earlier figure", "90%", "Within tolerance"],
        [REVIEWS, "70%", "75%", "+5 points", "Improved", "90%", "Worse"],
    ]


def test_the_overview_counts_themes_and_names_what_stands_out(shelf):
    row = {"statistic": "worse", "period_end": NOVEMBER, "value": Decimal(50), "numerator": Decimal(1)}
    shelf.insert("overview_monthly", [row | {"denominator": Decimal(2)}])
    shelf.series(VISITS, NOVEMBER, [share(95), share(80)])
    shelf.series(ALONE, NOVEMBER, [share(60 + step) for step in range(13)])
    shelf.series(IN_CARE, NOVEMBER, [count(840), count(848)])
    sections = made(shelf, "statistics")
    assert printed(table(sections, "Judged measures by theme")) == [
        ["Children in Need", "1", "0", "0", "1", "0", "1"],
        ["Child Protection", "1", "0", "0", "1", "1", "0"],
    ]
    assert printed(table(sections, "What stands out")) == [
        ["Newly worse than target", "Children in need seen in time", "95%", "80%", "90%", "Worse"],
        ["Best in 12 months", "Children aged 5+ on a CP plan seen alone in time", "71.0%", "72.0%", "90%", "Worse"],
    ]


def test_an_overview_in_which_nothing_is_judged_says_so_in_place_of_an_empty_table(shelf):
    row = {"statistic": "improved", "period_end": NOVEMBER, "value": Decimal(0), "numerator": Decimal(0)}
    shelf.insert("overview_monthly", [row | {"denominator": Decimal(1)}])
    shelf.series(VISITS, NOVEMBER, [share(60, target=None)] * 2)
    (section,) = made(shelf, "statistics")
    assert "Judged measures by theme" not in [block.caption for block in section.blocks if isinstance(block, Table)]
    assert [block.text for block in section.blocks if isinstance(block, Words)] == [
        "No measure counted here has a target that is in force, so none is judged."
    ]


def test_what_is_nobodys_is_in_the_dashboard_only_while_there_is_some(shelf):
    places = {"Ash": [share(60, target=None)] * 2, "unallocated": [share(1, 4, None), share(0, 0, None)]}
    put(shelf, VISITS, [share(61, 104, None)] * 2, **places)
    put(shelf, ALONE, [share(61, 104, None)] * 2, **(places | {"unallocated": [share(0, 0, None), share(1, 4, None)]}))
    dashboard = {section.title: section for section in made(shelf, "dashboard")}
    parts = {
        title: [row[1] for row in printed(table([dashboard[title]], title))]
        for title in ("Children in Need", "Child Protection")
    }
    assert parts == {
        "Children in Need": ["Demoshire", "Ash"],
        "Child Protection": ["Demoshire", "Ash", "Unallocated"],
    }


def test_a_count_s_target_judges_no_part_in_the_dashboard(shelf):
    put(shelf, AUDITS, [count(64, "60")] * 2, Ash=[count(30, "60")] * 2)
    put(shelf, VISITS, [share(150, 200)] * 2, Ash=[share(60)] * 2)
    put(shelf, IN_CARE, [count(848)] * 2, Ash=[count(100)] * 2)
    sections = made(shelf, "dashboard")
    # The last period, its target and its status.
    ends = {
        title: [[*row[1:2], *row[-4:-3], *row[-2:]] for row in printed(table(sections, title))]
        for title in ("Quality Assurance", "Children in Need", "Children in Care")
    }
    assert [row[-1] for row in ends["Children in Care"]] == ["Not judged", "Not judged"]
    assert ends["Quality Assurance"] == [["Demoshire", "64 Better", "60", "Better"], ["Ash", "30", "–", "No target"]]
    assert ends["Children in Need"] == [
        ["Demoshire", "75% Worse", "90%", "Worse"],
        ["Ash", "60% Worse", "90%", "Worse"],
    ]


def test_the_key_names_only_what_the_report_has(shelf):
    shelf.series(VISITS, NOVEMBER, [share(80)])
    sections = made(shelf, "key")
    assert [block.caption for block in sections[0].blocks] == ["Measure symbols", "Good performance", "Reporting basis"]
    bases = [row[0] for row in printed(table(sections, "Reporting basis"))]
    assert "Month" in bases and "Latest Quarter" not in bases


def test_a_measure_without_a_figure_is_named_once_at_the_end(shelf):
    shelf.series(VISITS, NOVEMBER, [share(80)])
    sections = made(shelf, "themes", numbered="")
    assert [section.title for section in sections] == ["x", "Children in Need", "Measures without a figure"]
    assert "Children aged 5+ on a CP plan seen alone in time" in sections[-1].blocks[0].text
    assert "Children in need seen in time" not in sections[-1].blocks[0].text


def test_a_drafted_comment_of_a_scorecard_says_what_its_row_does_not(shelf):
    shelf.series(VISITS, date(2022, 9, 30), [share(80)] * 5, frequency="quarterly")
    layout = read_layout(PROJECT / "authorities" / "demo", "quarterly_scorecard", CATALOGUE)
    officers = Officers("Demoshire", "three_state", (), {}, ())
    period = parse_period("quarterly", "2022-Q2")
    report = Making(shelf.publication(period.end, "quarterly"), officers, layout, period)
    sections = make(report, {"kind": "scorecard", "title": "x", "themes": ["child_in_need"]})
    (row,) = table(sections, "Children in Need: five quarters").rows
    (comment,) = [cell for cell in row if isinstance(cell, Cell) and cell.paragraphs]
    (said,) = [paragraph.text for paragraph in comment.paragraphs]
    assert (
        said
        == "Performance is worse than the target of 90% by 10 points; it has been worse than target for five quarters."
    )


def test_changes_of_definition_are_listed_while_the_dashboard_shows_their_day(shelf):
    shelf.series(VISITS, NOVEMBER, [share(80)] * 14)
    rows = [
        {"measure_id": VISITS, "version": 1, "valid_from": date(1900, 1, 1)},
        {"measure_id": VISITS, "version": 2, "valid_from": date(2021, 4, 1), "change": "long ago"},
        {"measure_id": VISITS, "version": 3, "valid_from": date(2022, 8, 1), "change": "20 days, until then 30 days"},
        {"measure_id": VISITS, "version": 4, "valid_from": date(2022, 12, 1), "change": "after the period"},
    ]
    shelf.insert("measure_version", rows)
    listed = printed(table(made(shelf, "definitions"), "Measures counted in another way"))
    shelf.connection.execute("delete from measure_version")
    assert listed == [["Children in need seen in time", "1 August 2022", "20 days, until then 30 days"]]
    assert made(shelf, "definitions") == []


def test_what_a_figure_was_made_from_is_said_as_what_it_is(shelf):
    shelf.series(VISITS, NOVEMBER, [share(523, 814)])
    shelf.series(IN_CARE, NOVEMBER, [Told(Decimal(86), Decimal(688), Decimal(8))], basis="financial_year_to_date")
    shelf.series("average_caseload", NOVEMBER, [Told(Decimal("15.1"), Decimal(453), Decimal(30))])
    publication = shelf.publication(NOVEMBER)
    bases = {IN_CARE: "financial_year_to_date"}
    said = []
    for measure_id in (VISITS, IN_CARE, "average_caseload"):
        measure = publication.measure(measure_id)
        basis = bases.get(measure_id, measure.bases("monthly")[0])
        said.append(words.count_text(measure, publication.figure(measure_id, basis, NOVEMBER)))
    assert said == ["523 of 814", "688 over 8 months", "453 ÷ 30"]


def test_codes_are_said_by_their_meaning(shelf):
    publication = shelf.publication(NOVEMBER)
    assert publication.unit_name("kind", "C2") == "Full care order (C2)"
    assert publication.unit_name("kind", "NEG") == "Neglect (NEG)"
    assert publication.unit_name("locality", "C2") == "C2"
    assert publication.unit_name("kind", "iro") == "reviewing officers"
    assert publication.unit_name("kind", "on_hold") == "on hold"


def test_a_kind_that_is_the_answer_is_not_in_the_dashboard(shelf):
    for measure_id, agency in (("social_work_posts_unfilled", 0), ("cin_visits_in_time", 40)):
        shelf.series(measure_id, NOVEMBER, [share(30), share(40)], basis="snapshot")
        for kind, per_cent in (("vacant", 100), ("agency", agency)):
            shelf.series(measure_id, NOVEMBER, [share(per_cent), share(per_cent)], basis="snapshot", place=kind)
    shelf.connection.execute("update kpi_monthly set breakdown = 'kind' where breakdown = 'locality'")
    shelf.connection.execute("update measure set breakdowns = 'kind' where measure_id = 'cin_visits_in_time'")
    parts = {
        row[0].text.split(" (")[0]: [other[1].text for other in found.rows if other[0] == row[0]]
        for section in made(shelf, "dashboard", breakdowns=["kind"])
        for found in section.blocks
        if isinstance(found, Table)
        for row in found.rows
    }
    assert parts["Social work posts unfilled by permanent or agency staff"] == ["Demoshire"]
    assert parts["Children in need seen in time"] == ["Demoshire", "Kind: agency", "Kind: vacant"]
