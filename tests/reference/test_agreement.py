"""Every event and spell measure, counted twice on random histories: by the warehouse and by the reference."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.reference import measures  # noqa: F401  registers the reference functions
from tests.reference.agreement import Agreement, build_warehouse
from tests.reference.case import CATALOGUE, EVENTS, STATES

HISTORIES, SEED, DAYS = 300, 1, 20


@pytest.fixture(scope="module")
def agreement(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agreement]:
    yield Agreement(build_warehouse(tmp_path_factory.mktemp("histories"), HISTORIES, SEED), SEED, DAYS)


def test_every_measure_of_cases_is_counted_twice() -> None:
    assert {*EVENTS, *STATES} == {name for name, row in CATALOGUE.items() if row["relation"] in ("event", "spell")}


@pytest.mark.parametrize("measure_id", [*EVENTS, *STATES])
def test_the_warehouse_agrees_with_the_reference(measure_id: str, agreement: Agreement) -> None:
    differences = agreement.differences(measure_id)
    assert not differences, "\n".join(differences)


def listed(measure_id: str, column: str) -> set[str]:
    return set(CATALOGUE[measure_id][column].split("|")) - {"", "none"}


@pytest.mark.parametrize("frequency", ["monthly", "quarterly"])
def test_every_basis_and_breakdown_of_the_catalogue_is_published_and_no_other(
    frequency: str, agreement: Agreement
) -> None:
    wanted = {
        (measure_id, basis, breakdown)
        for measure_id in (*EVENTS, *STATES)
        for basis in listed(measure_id, f"{frequency}_basis")
        for breakdown in {"authority"} | listed(measure_id, "breakdowns") - {"worker"}
    }
    published = agreement.connection.execute(
        f"select distinct measure_id, basis, breakdown from marts.kpi_{frequency} where measure_id in (select unnest(?))",
        [[*EVENTS, *STATES]],
    ).fetchall()
    assert set(published) == wanted


def test_every_measure_of_the_catalogue_that_is_told_by_worker_is(agreement: Agreement) -> None:
    wanted = {measure_id for measure_id in (*EVENTS, *STATES) if "worker" in listed(measure_id, "breakdowns")}
    published = agreement.connection.execute("select distinct measure_id from marts.kpi_worker").fetchall()
    assert {measure_id for (measure_id,) in published} == wanted


def test_reviewing_officers_are_published_beside_the_caseload_of_social_workers(agreement: Agreement) -> None:
    """The headline is that of social workers alone."""
    figures = agreement.connection.execute(
        "select breakdown_value, numerator, denominator from marts.kpi_monthly where measure_id = 'average_caseload' "
        "and breakdown in ('authority', 'kind') and period_end = (select max(month_end) from kpis.month where is_shown)"
    ).fetchall()
    held = {value: (numerator, denominator) for value, numerator, denominator in figures}
    assert set(held) == {"all", "social worker", "iro"}
    assert held["all"] == held["social worker"]
    assert held["iro"][1] > 0
