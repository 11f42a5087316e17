"""The night's own checks, dbt's data tests, which keep a build from being published: each is shown what it is there to notice."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from orchestration.dbt_build import invoke, load_manifest
from orchestration.settings import DBT_PROJECT
from tests.end_to_end.conftest import Nights

SHARE = """(
    select min(figure.rowid) from kpis.figure inner join kpis.measure_definition using (measure_id)
    where breakdown = '{breakdown}' and source = 'cases' and value_state = 'reported' and statistic = 'percentage'
)"""
# Not of a maximum: one of many cases more or less need not change it.
LISTED = """(
    select min(case_list.rowid) from marts.case_list semi join (
        select measure_id from kpis.figure inner join kpis.measure_definition using (measure_id)
        where source = 'cases' and value_state = 'reported' and statistic = 'percentage'
    ) using (measure_id) where {adds} > 0
)"""
# What is done to a whole build, by the check that must notice. The rows are taken as they come: any of their kind will do.
BREAKS = [
    (
        "authority_is_the_sum_of_its_parts",
        "a team has one more than its cases",
        f"update kpis.figure set numerator = numerator + 1 where rowid = {SHARE.format(breakdown='team')}",
    ),
    (
        "authority_is_the_sum_of_its_parts",
        "a locality is divided by fewer",
        f"update kpis.figure set denominator = denominator - 1 where rowid = {SHARE.format(breakdown='locality')}",
    ),
    (
        "cases_are_unique",
        "an event counts twice",
        "insert into kpis.cases select * from kpis.cases where not is_spell limit 1",
    ),
    (
        "spell_pieces_do_not_overlap",
        "a piece of a spell counts twice",
        "insert into kpis.cases select * from kpis.cases where is_spell limit 1",
    ),
    (
        "spell_pieces_do_not_overlap",
        "a piece begins before the one before it is over",
        "insert into kpis.cases select * replace (from_on + 1 as from_on) from kpis.cases where is_spell and to_on > from_on + 2 limit 1",
    ),
    (
        "spell_pieces_do_not_overlap",
        "a spell is over on the day it begins",
        "update kpis.cases set to_on = from_on where rowid = (select min(rowid) from kpis.cases where is_spell)",
    ),
    (
        "every_reported_measure_has_figures",
        "a measure has no figure",
        "delete from kpis.figure where measure_id = 'referrals'",
    ),
    (
        "figures_are_unique",
        "a figure stands twice",
        "insert into kpis.figure select * from kpis.figure limit 1",
    ),
    (
        "headline_is_the_sum_of_its_cases",
        "a case of a tile is not in the list under it",
        f"delete from marts.case_list where rowid = {LISTED.format(adds='numerator')}",
    ),
    (
        "headline_is_the_sum_of_its_cases",
        "a case counts for more in the list than in the tile",
        f"update marts.case_list set numerator = numerator + 1 where rowid = {LISTED.format(adds='numerator')}",
    ),
    (
        "headline_is_the_sum_of_its_cases",
        "a tile is divided by fewer than the list",
        f"update marts.case_list set denominator = denominator + 1 where rowid = {LISTED.format(adds='denominator')}",
    ),
    (
        "red_requirements_are_the_headlines_not_met",
        "a child overdue is not in the list",
        "delete from marts.requirement where rowid = (select min(rowid) from marts.requirement where light = 'red')",
    ),
]


@dataclass(frozen=True)
class Build:
    """A copy of a whole build, and the SQL of each check: the rows it gives are what is wrong."""

    connection: duckdb.DuckDBPyConnection
    checks: dict[str, str]

    def wrong(self, check: str) -> int:
        return len(self.connection.execute(self.checks[check]).fetchall())


@pytest.fixture(scope="module")
def build(nights: Nights, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Build]:
    made = nights.first.home / "warehouse" / "builds" / nights.first.build / "warehouse.duckdb"
    warehouse = Path(shutil.copy(made, tmp_path_factory.mktemp("build")))
    result, _ = invoke(["compile", "--select", "test_type:singular"], DBT_PROJECT, warehouse, load_manifest(), [])
    assert result.success, result.exception
    with duckdb.connect(str(warehouse)) as connection:
        yield Build(connection, {run.node.name: run.node.compiled_code for run in result.result.results})


def test_each_check_has_a_break(build: Build) -> None:
    assert {check for check, _, _ in BREAKS} == build.checks.keys()


@pytest.mark.parametrize(("check", "wrong", "broken"), BREAKS, ids=[wrong for _, wrong, _ in BREAKS])
def test_a_check_notices(build: Build, check: str, wrong: str, broken: str) -> None:
    assert build.wrong(check) == 0
    build.connection.execute("begin")
    try:
        assert build.connection.execute(broken).fetchone()[0] > 0, f"nothing to break: {wrong}"
        assert build.wrong(check) > 0
    finally:
        build.connection.execute("rollback")
