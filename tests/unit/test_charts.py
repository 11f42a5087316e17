"""Charts say what they draw in words and shapes, keep to plain SVG, and draw limits only where they are valid."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
import typst
from colours import contrast
from shelf import Shelf, Told

from reporting import charts, svg
from reporting.figures import Figure, Measure

NOVEMBER = date(2022, 11, 30)
SHARE, STOCK, ROLLING, LOOK_BACK = (
    "cin_visits_in_time",
    "cla_at_period_end",
    "cla_missing_in_12_months",
    "cla_three_or_more_placements",
)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf()


def told(shares: Sequence[int | None], cases: int = 100, target: str | None = "93") -> list[Told]:
    aim = None if target is None else Decimal(target)
    return [
        Told(target=aim) if one is None else Told(None, Decimal(one) * cases / 100, Decimal(cases), aim)
        for one in shares
    ]


def series(shelf: Shelf, measure_id: str, given: Sequence[Told]) -> tuple[list[Figure], Measure]:
    shelf.empty()
    shelf.series(measure_id, NOVEMBER, given)
    publication = shelf.publication(NOVEMBER)
    measure = publication.measure(measure_id)
    return publication.series(measure_id, measure.bases("monthly")[0], months=100), measure


def every_chart(shelf: Shelf) -> list[charts.Chart]:
    found, measure = series(shelf, SHARE, told([80, 85, None, 89, 94, 93, 90, 88, 86, 83, 84, 85, 86]))
    shelf.comparator(SHARE, "statistical_neighbours", date(2022, 3, 31), "81")
    beside = shelf.publication(NOVEMBER).comparators(SHARE)
    return [
        charts.trend(found, measure),
        charts.sparkline(found, measure),
        charts.small_multiples([("Ash & Elm", found), ("Beck", found[:0])], measure),
        charts.process(found[3:], measure),
        charts.neighbours(found[-1], measure, beside, "Demo <shire>"),
    ]


def test_every_chart_is_well_formed_and_says_itself_in_words(shelf):
    for chart in every_chart(shelf):
        root = ElementTree.fromstring(chart.svg)
        assert root.get("role") == "img"
        ids = root.get("aria-labelledby").split()
        assert [root.find(f"{SVG}{tag}").get("id") for tag in ("title", "desc")] == ids
        assert root.find(f"{SVG}title").text == chart.title
        assert root.find(f"{SVG}desc").text == chart.description
        assert chart.description.endswith(".")


def test_nothing_but_plain_shapes_is_drawn(shelf):
    for chart in every_chart(shelf):
        tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(chart.svg).iter()}
        assert tags <= {"svg", "title", "desc", "rect", "line", "path", "circle", "text"}
        assert not re.search(r"var\(|style=|class=|url\(|href|<script", chart.svg)


def test_the_same_figures_draw_the_same_bytes(shelf):
    assert every_chart(shelf) == every_chart(shelf)


def test_the_pdf_writer_draws_them_too(shelf, tmp_path):
    for at, chart in enumerate(every_chart(shelf)):
        (tmp_path / f"{at}.svg").write_text(chart.svg, encoding="utf-8")
    page = "".join(f'#image("{at}.svg", alt: "drawn")\n' for at in range(5))
    (tmp_path / "page.typ").write_text(page, encoding="utf-8")
    assert typst.compile(tmp_path / "page.typ")[:4] == b"%PDF"


def test_text_and_marks_stand_out_enough():
    for colour in (svg.INK, svg.QUIET, svg.LINE):
        assert contrast(colour) >= 4.5
    for shape, colour, _ in [*charts.STATUS.values(), *charts.VARIATION.values()]:
        assert contrast(colour) >= 3, (shape, colour)
    assert contrast(charts.OTHERS) >= 3


def test_status_is_a_shape_and_a_word_of_its_own(shelf):
    shapes = [shape for shape, _, _ in charts.STATUS.values()]
    assert len(set(shapes)) == len(shapes)
    found, measure = series(shelf, SHARE, told([95, 90, 80]))
    drawn = charts.trend(found, measure).svg
    for _, _, word in charts.STATUS.values():
        assert f">{word}</text>" in drawn
    assert "better than target" not in charts.trend(found[1:], measure).svg


def test_the_target_steps_where_it_moved(shelf):
    found, measure = series(shelf, SHARE, told([80, 80], target="85") + told([80, 80], target="93"))
    (steps,) = re.findall(r'<path d="([^"]*)" [^>]*stroke-dasharray="5 3"', charts.trend(found, measure).svg)
    heights = [point.split()[1] for point in steps[1:].split("L")]
    assert heights[:4] == [heights[0]] * 4 and heights[4:] == [heights[4]] * 4 and heights[0] != heights[4]


def test_a_gap_breaks_the_line(shelf):
    found, measure = series(shelf, SHARE, told([80, 82, None, 84, 86]))
    assert len(re.findall(r'<path d="[^"]*" fill="none" stroke="#12436d"', charts.trend(found, measure).svg)) == 2


def test_a_changed_definition_breaks_the_line_once_and_is_said(shelf):
    found, measure = series(shelf, SHARE, told([80, 82, 84, 86, 88]))
    marked = [replace(one, previous_definition_changed=at in (2, 3)) for at, one in enumerate(found)]
    whole, broken = charts.trend(found, measure), charts.trend(marked, measure)
    assert len(re.findall(r'<path d="[^"]*" fill="none" stroke="#12436d"', broken.svg)) == 2
    assert "The line is broken where the definition changed." in broken.description
    said = "The line is broken where the definition changed."
    beside = [charts.small_multiples([("Ash", one), ("Beck", found)], measure).svg for one in (marked, found)]
    assert [said in one for one in beside] == [True, False]
    assert "definition" not in whole.description


def test_few_cases_are_hollow_and_said(shelf):
    few, measure = series(shelf, SHARE, told([80, 60], cases=10))
    chart = charts.trend(few, measure)
    assert 'fill="#ffffff" stroke="#d4351c"' in chart.svg and "small numbers" in chart.svg
    assert "small numbers" in chart.description
    many, measure = series(shelf, SHARE, told([80, 60], cases=100))
    assert "small numbers" not in charts.trend(many, measure).svg


def test_the_vignette_s_outlier_is_drawn_as_a_special_cause(shelf):
    values = (1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)
    found, measure = series(shelf, "contacts", [Told(Decimal(y), Decimal(y)) for y in values])
    chart = charts.process(found, measure)
    assert "upper limit 4.6" in chart.svg and "lower limit below 0" in chart.svg and "mean 1.9" in chart.svg
    assert "special cause: high" in chart.svg and "special cause: low" not in chart.svg
    assert chart.description.endswith("The latest point is common cause.")


def test_a_limit_where_no_figure_can_be_is_said_by_its_side(shelf):
    found, measure = series(shelf, SHARE, told([99, 96, 100, 95, 99, 97, 100, 96, 98, 100, 95, 99]))
    chart = charts.process(found, measure)
    assert "upper limit above 100" in chart.svg and "to above 100." in chart.description


def test_which_way_a_special_cause_points_is_judged_by_polarity(shelf):
    falling = told([90, 91, 90, 91, 90, 91, 90, 91, 90, 91, 90, 91, 60])
    found, measure = series(shelf, SHARE, falling)
    assert "The latest point is special cause: concern." in charts.process(found, measure).description
    found, measure = series(shelf, "re_referrals_in_12_months", falling)
    assert "The latest point is special cause: improvement." in charts.process(found, measure).description


@pytest.mark.parametrize(
    ("measure_id", "given", "reason"),
    [
        (ROLLING, told(range(60, 80)), "shares most of its time"),
        (LOOK_BACK, told(range(60, 80)), "shares most of its time"),
        (STOCK, [Told(Decimal(800 + at), Decimal(800 + at)) for at in range(20)], "stock"),
        (SHARE, told([80, 81] * 8, cases=10), "fewer than 20 cases"),
        (SHARE, told([80, 81, 82]), "fewer than 7 figures"),
        (SHARE, told([80] * 12), "has not varied"),
        (SHARE, told([80, 81, None, 83, 84]), "fewer than 7 figures"),
        ("most_common_caseload", [Told(Decimal(at % 3 + 15)) for at in range(20)], "not a sum of cases"),
    ],
)
def test_no_limits_are_drawn_where_they_would_mislead(shelf, measure_id, given, reason):
    found, measure = series(shelf, measure_id, given)
    chart = charts.process(found, measure)
    assert reason in chart.description and reason in chart.svg
    assert "upper limit" not in chart.svg


def test_under_twelve_points_limits_are_on_trial(shelf):
    found, measure = series(shelf, SHARE, told([80, 84] * 4 + [81]))
    chart = charts.process(found, measure)
    assert "Trial limits: fewer than 12 points." in chart.svg
    assert "The latest point" not in chart.description
    longer, measure = series(shelf, SHARE, told([80, 84] * 6))
    assert "Trial" not in charts.process(longer, measure).svg


def test_the_authority_is_marked_among_its_neighbours(shelf):
    found, measure = series(shelf, SHARE, told([83]))
    shelf.comparator(SHARE, "england", date(2022, 3, 31), "85")
    shelf.comparator(SHARE, "region", date(2021, 3, 31), "80")
    chart = charts.neighbours(found[-1], measure, shelf.publication(NOVEMBER).comparators(SHARE), "Demoshire")
    assert chart.description == "England 85%, March 2022; Demoshire 83%, November 2022; Region 80%, March 2021."
    assert re.search(r'font-weight="bold">Demoshire</text>', chart.svg)


def test_no_figure_at_all_still_draws(shelf):
    found, measure = series(shelf, SHARE, [Told()] * 3)
    for chart in (charts.trend(found, measure), charts.sparkline(found, measure), charts.process(found, measure)):
        assert chart.description.startswith("No figures.")
