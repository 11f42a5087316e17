"""The reviewed tables behind the published comparators hold together with the catalogue, with DfE's codes and with dates."""

import csv
from datetime import date

import pytest

from ingest.dfe import read_dfe_files
from ingest.pack import read_catalogue
from orchestration.settings import DBT_PROJECT
from scripts import comparator_guide

SEEDS = DBT_PROJECT / "seeds"


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


CATALOGUE = read_catalogue(SEEDS / "measures.csv")
STATISTIC = {row["measure_id"]: row["statistic"] for row in rows("measures")}


@pytest.mark.parametrize("row", rows("dfe_comparisons"), ids=lambda row: row["measure_id"])
def test_a_comparison_is_of_a_measure_on_a_basis_it_has_and_says_what_differs(row):
    assert row["basis"] in CATALOGUE[row["measure_id"]].bases
    assert row["kind"] in {kind["kind"] for kind in rows("dfe_files")}
    assert len(row["differs"]) > 40
    assert row["divided_by"] in ("", "population") or int(row["divided_by"]) > 0
    # A rate over people is worked out; only a share can be taken from 100; a year's count becomes a mean month.
    assert (row["divided_by"] == "population") == (int(row["times"]) == 10000)
    assert not row["subtract_from"] or STATISTIC[row["measure_id"]] == "percentage"
    yearly_count = STATISTIC[row["measure_id"]] == "count" and row["basis"] == "financial_year_to_date"
    assert (row["divided_by"] == "12") == yearly_count


def test_each_measure_is_compared_once():
    measures = [row["measure_id"] for row in rows("dfe_comparisons")]
    assert len(measures) == len(set(measures))


def test_no_kind_is_told_by_what_another_has():
    told = read_dfe_files(SEEDS / "dfe_files.csv", SEEDS / "dfe_comparisons.csv").told_by
    assert all(told[one] - told[other] for one in told for other in told if one != other)


def test_changes_of_authorities_have_codes_and_dates():
    for row in rows("authority_changes"):
        assert date.fromisoformat(row["changed_on"]).timetuple()[1:3] == (4, 1)
        assert row["covers_successor"] in ("whole", "part")
        assert all(len(row[code]) == 3 for code in ("la_code", "successor_la_code"))
        assert row["ons_code"] != row["successor_ons_code"]
        assert (row["kind"] == "recoded") == (row["la_code"] == row["successor_la_code"])


def test_one_authority_at_most_covers_the_whole_of_a_successor():
    whole = [row["successor_la_code"] for row in rows("authority_changes") if row["covers_successor"] == "whole"]
    assert len(whole) == len(set(whole))


def test_the_page_on_comparators_is_as_the_script_writes_it():
    assert comparator_guide.PAGE.read_text(encoding="utf-8") == comparator_guide.page()
