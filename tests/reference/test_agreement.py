"""Every event and spell measure, counted twice on random histories: by the warehouse and by the reference."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.reference import measures  # noqa: F401  registers the reference functions
from tests.reference.agreement import Agreement, build_warehouse
from tests.reference.case import EVENTS, STATES

HISTORIES, SEED, DAYS = 300, 1, 20


@pytest.fixture(scope="module")
def agreement(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agreement]:
    yield Agreement(build_warehouse(tmp_path_factory.mktemp("histories"), HISTORIES, SEED), SEED, DAYS)


@pytest.mark.parametrize("measure_id", [*EVENTS, *STATES])
def test_the_warehouse_agrees_with_the_reference(measure_id: str, agreement: Agreement) -> None:
    differences = agreement.differences(measure_id)
    assert not differences, "\n".join(differences)
