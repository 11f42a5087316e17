"""Every case worked by hand: dbt's unit tests, each a test here, on a warehouse of an empty extract.

The calendar, the standards and the code lists are the real ones; every other input of a case is written in the case.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from dbt.cli.main import dbtRunner

from ingest.landing import load_extract
from ingest.pack import load_pack, read_catalogue, read_pack, read_units
from orchestration import dbt_build
from orchestration.settings import DBT_PROJECT, PROJECT, dbt_environment
from schemas.arrow import reference_statements
from schemas.contract import load_contract

SEEDS = DBT_PROJECT / "seeds"
AS_OF = date(2022, 11, 30)
UNIT_TESTS = sorted(test.name for test in dbt_build.load_manifest().unit_tests.values())


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[str, str]]]:
    """Status and message of every unit test, all run in one dbt invocation."""
    home = tmp_path_factory.mktemp("decks")
    extract = home / "landing" / AS_OF.isoformat()
    extract.mkdir(parents=True)
    header = [column.name for column in load_contract().tables["aggregate_return"].columns]
    (extract / "aggregate_return.csv").write_text(",".join(header) + "\n", encoding="utf-8")
    warehouse = home / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        pack = read_pack(
            PROJECT / "authorities" / "dudley",
            read_catalogue(SEEDS / "measures.csv"),
            read_units(SEEDS / "standards.csv"),
        )
        load_extract(connection, extract, AS_OF, pack, home / "rejects")
        load_pack(connection, pack)
        for statement in reference_statements():
            connection.execute(statement)
        connection.execute("insert into raw.night values (?, ?, 'deck', 'deck')", [AS_OF, AS_OF])
    failed = [node for node in dbt_build.build(warehouse, lambda *_: None) if node.status not in ("success", "pass")]
    assert not failed, failed
    with dbt_environment(warehouse):
        folders = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
        scratch = ["--target-path", str(home / "target"), "--log-path", str(home / "logs")]
        result = dbtRunner(manifest=dbt_build.load_manifest()).invoke(
            ["--quiet", "test", "--select", "test_type:unit", *folders, *scratch]
        )
    assert result.result is not None, result.exception
    yield {run.node.name: (str(run.status), run.message or "") for run in result.result.results}


@pytest.mark.parametrize("name", UNIT_TESTS)
def test_deck(name: str, outcomes: dict[str, tuple[str, str]]) -> None:
    status, message = outcomes[name]
    assert status == "pass", message


def test_no_case_is_left_out(outcomes: dict[str, tuple[str, str]]) -> None:
    assert sorted(outcomes) == UNIT_TESTS


def test_the_folder_of_the_project_stays_clean(outcomes: dict[str, tuple[str, str]]) -> None:
    assert outcomes
    assert not (Path(DBT_PROJECT) / "logs").exists()
