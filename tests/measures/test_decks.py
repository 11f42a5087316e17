"""Every case worked by hand: dbt's unit tests, each a test here, on a warehouse of an empty extract.

The calendar, the standards and the code lists are the real ones; every other input of a case is written in the case.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration import dbt_build
from orchestration.settings import DBT_PROJECT
from scripts.decks import empty_warehouse

UNIT_TESTS = sorted(test.name for test in dbt_build.load_manifest().unit_tests.values())


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[str, str]]]:
    """Status and message of every unit test, all run in one dbt invocation."""
    home = tmp_path_factory.mktemp("decks")
    warehouse = empty_warehouse(home)
    select = ["test", "--select", "test_type:unit"]
    result, _ = dbt_build.invoke(select, DBT_PROJECT, warehouse, dbt_build.load_manifest(), [])
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
