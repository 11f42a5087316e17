"""DfE's real files, as published: what they give beside what the reports print."""

import itertools
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import PROJECT
from scripts.comparator_guide import PRINTED, read
from tests.end_to_end.published import build_comparators, printed_beside_computed

AS_OF = {"gloucestershire": date(2022, 11, 30), "barnsley": date(2023, 10, 31), "dudley": date(2022, 1, 31)}


@pytest.fixture(scope="module")
def built(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {
        name: build_comparators(
            tmp_path_factory.mktemp(name), samples / "dfe_published", PROJECT / "authorities" / name, as_of
        )
        for name, as_of in AS_OF.items()
    }


def test_the_list_of_printed_beside_computed_is_what_the_files_give(built):
    found = [{"authority": name} | row for name, file in built.items() for row in printed_beside_computed(file)]
    assert found == [{name: cell for name, cell in row.items() if name != "why"} for row in read(PRINTED)]
    assert all(row["why"] for row in read(PRINTED))


def test_every_file_of_the_samples_is_known_and_none_is_refused(built):
    with duckdb.connect(str(built["dudley"]), read_only=True) as connection:
        outcomes = connection.execute(
            "select outcome, count(*) from reference.file group by all order by all"
        ).fetchall()
        areas = connection.execute(
            "select count(distinct la_code) from (select unnest(string_split(area_code, ' / ')) as la_code"
            " from reference.figure where level = 'authority' and time_period = 2025 and value is not null)"
        ).fetchone()
        years = connection.execute("select min(time_period), max(time_period) from reference.figure").fetchone()
    assert outcomes == [("not_used", 1), ("read", 12)]
    assert (areas, years) == ((153,), (2012, 2025))


def test_gloucestershire_in_march_2022(built):
    """Looked up by hand in the files."""
    with duckdb.connect(str(built["gloucestershire"]), read_only=True) as connection:
        rows = connection.execute(
            "select comparator, statistic, value, areas, rank, rank_of, quartile from marts.comparator"
            " where measure_id = 're_referrals_in_12_months' and period_end = '2022-03-31' and statistic <> 'printed'"
            " order by all"
        ).fetchall()
        people = connection.execute("select max(from_on), arg_max(population, from_on) from kpis.resident_population")
        assert people.fetchone() == (date(2024, 6, 30), Decimal(133163))
    assert rows == [
        ("authority", "published", Decimal("24.5"), 1, 126, 150, 4),
        ("england", "published", Decimal("21.5"), 1, None, None, None),
        ("region", "published", Decimal("22.6"), 1, None, None, None),
        ("statistical_neighbours", "mean", Decimal("20.3"), 10, None, None, None),
        ("statistical_neighbours", "median", Decimal("19.7"), 10, None, None, None),
    ]


def test_two_neighbours_exchanged_explain_what_the_report_prints(built):
    """The report's list is not printed: 25 exchanges of two of the ten give its three averages at once, none of one does."""
    printed = (Decimal("20.1"), Decimal("23.8"), Decimal("71.1"))
    with duckdb.connect(str(built["gloucestershire"]), read_only=True) as connection:
        rows = connection.execute(
            "pivot (select area_code, measure_id, value from facts.published_figure where level = 'authority'"
            " and period_end = '2022-03-31' and value is not null and measure_id in ('re_referrals_in_12_months',"
            " 'cp_plans_repeat_ever', 'cla_long_term_placement_stability', 'cla_three_or_more_placements'))"
            " on measure_id using any_value(value) order by area_code"
        ).to_arrow_table()
        ten = connection.execute(
            "select neighbour_la_code from reference.neighbour where la_code = '916' order by 1"
        ).fetchall()
    names = ("re_referrals_in_12_months", "cp_plans_repeat_ever", "cla_long_term_placement_stability")
    tenths = {
        row["area_code"]: [int(row[name] * 10) for name in names]
        for row in rows.to_pylist()
        if None not in row.values()
    }
    neighbours = [code for (code,) in ten]
    others = [code for code in tenths if code not in {*neighbours, "916"}]
    # The mean of ten is within half a tenth of what is printed.
    lowest, highest = ([int(value * 100) + edge for value in printed] for edge in (-5, 5))

    def exchanges(count: int) -> int:
        found = 0
        for out in itertools.combinations(neighbours, count):
            kept = [sum(tenths[code][at] for code in neighbours if code not in out) for at in range(3)]
            for new in itertools.combinations(others, count):
                found += all(
                    low <= left + sum(tenths[code][at] for code in new) <= high
                    for at, (left, low, high) in enumerate(zip(kept, lowest, highest, strict=True))
                )
        return found

    assert (exchanges(1), exchanges(2)) == (0, 25)
