"""The section of a report that says how far figures move after they are published."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from shelf import Shelf

from ingest.pack import read_catalogue, read_pack, read_units
from orchestration.settings import DBT_PROJECT, PROJECT
from reporting.layout import read_layout
from reporting.making import Making
from reporting.model import Pictures, Section, Table, Words
from reporting.officers import Officers
from reporting.periods import parse_period
from reporting.sections import make
from reporting.svg import LINE

INTERVIEWS, REFERRALS, STILL, COUNT = (
    "rhi_in_72_hours",
    "re_referrals_in_12_months",
    "cin_visits_in_time",
    "cla_at_period_end",
)


@pytest.fixture
def section():
    """Makes the section from rows of (measure, months after, mean movement, largest movement)."""
    shelf = Shelf()
    seeds = DBT_PROJECT / "seeds"
    catalogue = read_catalogue(seeds / "measures.csv")
    folder = PROJECT / "authorities" / "demo"
    pack = read_pack(folder, catalogue, read_units(seeds / "standards.csv"))

    def made(rows: Sequence[tuple[str, int, str, str]]) -> Section:
        shelf.insert(
            "refresh_drift",
            [
                {
                    "measure_id": measure,
                    "basis": "month",
                    "months_after": months,
                    "periods": 13 - months,
                    "mean_change": Decimal(0),
                    "mean_absolute_change": Decimal(mean),
                    "largest_change": Decimal(largest),
                }
                for measure, months, mean, largest in rows
            ],
        )
        publication = shelf.publication(date(2022, 11, 30))
        layout = read_layout(folder, "monthly_thematic", frozenset(catalogue))
        making = Making(publication, Officers.of(pack), layout, parse_period("monthly", "2022-11"))
        (one,) = make(making, {"kind": "drift", "title": "How figures move"})
        return one

    return made


def test_nothing_is_claimed_before_a_second_edition(section):
    (said,) = section([]).blocks
    assert "not known" in said.text


def test_the_table_has_every_measure_that_moved_in_its_own_unit(section):
    words, _, table = section(
        [
            (INTERVIEWS, 1, "2.5", "6"),
            (INTERVIEWS, 2, "3.25", "7.5"),
            (COUNT, 1, "1.5", "3"),
            (COUNT, 12, "5", "5"),
            (STILL, 1, "0", "0"),
        ]
    ).blocks
    assert isinstance(words, Words)
    assert words.text.endswith("Months compared: 12 after 1 month, 11 after 2 months. 1 of 3 measures did not move.")
    assert isinstance(table, Table)
    heads = [column.head for column in table.columns]
    rows = {row[0].text: dict(zip(heads[1:], (cell.text for cell in row[1:]), strict=True)) for row in table.rows}
    assert list(rows) == ["Children in care", "Return home interviews completed within 72 hours"]
    interviews = rows["Return home interviews completed within 72 hours"]
    assert interviews == {
        "Unit": "points",
        "Months compared": "12",
        "After 1 month": "2.5",
        "After 2 months": "3.3",
        "After 3 months": "–",
        "After 6 months": "–",
        "After 12 months": "–",
        "Largest": "7.5",
    }
    # One month of twelve is too few for a mean, and yet it moved.
    in_care = rows["Children in care"]
    assert (in_care["After 12 months"], in_care["Largest"]) == ("–", "5.0")


def test_the_chart_has_the_shares_that_move_most_on_one_scale(section):
    # After eight months five of twelve can be compared: too few to stand beside the others.
    _, pictures, _ = section(
        [
            (REFERRALS, 1, "0.5", "1"),
            (REFERRALS, 7, "1", "2"),
            (REFERRALS, 8, "30", "30"),
            (INTERVIEWS, 1, "4", "6"),
            (COUNT, 1, "9", "9"),
        ]
    ).blocks
    assert isinstance(pictures, Pictures)
    (picture,) = pictures.items
    root = ElementTree.fromstring(picture.svg)
    texts = [element.text for element in root.iter() if element.tag.endswith("}text")]
    assert [text for text in texts if text.startswith(("Return", "Re-ref"))] == [
        "Return home interviews completed",
        "Re-referrals within 12 months",
    ]
    assert "within 72 hours" in texts  # the second line of the first name
    assert "9.0" not in texts
    assert texts.count("4.0") == 3  # the top of the scale of both, and the value at the end of the first
    heights = {
        float(element.get("cy"))
        for element in root.iter()
        if element.tag.endswith("}circle") and element.get("fill") == LINE
    }
    highest, lowest = min(heights), max(heights)
    assert len(heights) == 3 and lowest - highest > 60
    assert "1.0 after 7" in picture.alternative and picture.alternative.endswith(".")
