"""When a night only gives the last figures a new date, and when it does not: each reason for a full night by itself."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from history.restore import find_night
from history.store import attached, opened
from history.unchanged import Tonight, record_unchanged, standing

MADE = Tonight(date(2022, 11, 24), date(2022, 11, 24), "inputs", "beside")
BUILD = "made"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A night of 24 November; editions of a month are mature on 28 November."""
    with opened(tmp_path / "history.duckdb", for_writing=True) as connection:
        connection.execute("insert into nights.extract values (?, 'code', 'inputs')", [MADE.extract_date])
        connection.execute(
            "insert into nights.supply by name select ? as extract_date, 'ssd_person' as table_name, 'ssd' as source, "
            "?::date as as_at, 'all' as cohort, []::varchar[] as columns_absent, 9 as records, 9 as accepted, 0 as quarantined, "
            "0 as rejected, 'f' as file, 's' as sha256",
            [MADE.extract_date, MADE.extract_date],
        )
        connection.execute(
            "insert into nights.night by name select ? as as_of, ? as extract_date, ? as build, 'Council' as authority, "
            "'code' as code_version, 'inputs' as inputs, 'beside' as beside, ?::date as figures_as_of, "
            "?::date as figures_extract_date, 1 as mart_schema_version, '{}' as tables",
            [MADE.as_of, MADE.extract_date, BUILD, MADE.as_of, MADE.extract_date],
        )
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        for statement in (
            "create schema kpis; create schema facts; create schema pack",
            "create table kpis.month as select date '2022-10-31' as month_end",
            "create table pack.authority as select 2 as maturity_working_days",
            "create table facts.working_day_calendar as select date '2022-10-31' as date_day, 10 as working_day_number",
            "create table facts.working_day as select date '2022-11-28' as date_day, 12 as working_day_number",
        ):
            connection.execute(statement)
    return tmp_path


def stands(home: Path, tonight: Tonight, build: str = BUILD) -> date | None:
    return standing(home / "history.duckdb", home / "warehouse.duckdb", build, tonight)


@pytest.mark.parametrize("day", [24, 25, 27])
def test_the_same_files_say_nothing_new(home, day):
    assert stands(home, replace(MADE, as_of=date(2022, 11, day), extract_date=date(2022, 11, day))) == MADE.as_of


@pytest.mark.parametrize(
    "tonight",
    [
        replace(MADE, inputs="other"),
        replace(MADE, beside="other"),
        replace(MADE, as_of=date(2022, 11, 23)),
        replace(MADE, extract_date=date(2022, 11, 23)),
        # An edition is mature.
        replace(MADE, as_of=date(2022, 11, 28), extract_date=date(2022, 11, 28)),
    ],
)
def test_a_full_night_is_due(home, tonight):
    assert stands(home, tonight) is None


def test_a_month_that_ends_is_a_full_night(home):
    """It has ended when both dates have reached its end."""
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute("delete from facts.working_day")
    near = replace(MADE, as_of=date(2022, 11, 28), extract_date=date(2022, 11, 28))
    assert stands(home, near) == MADE.as_of
    with opened(home / "history.duckdb", for_writing=True) as connection:
        connection.execute("update nights.night set figures_as_of = date '2022-11-28', as_of = date '2022-11-29'")
    last = date(2022, 11, 30)
    assert stands(home, replace(MADE, as_of=last)) == date(2022, 11, 28)
    assert stands(home, replace(MADE, as_of=last, extract_date=last)) is None


def test_figures_do_not_stand_for_ever(home):
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute("delete from facts.working_day")
    assert stands(home, replace(MADE, as_of=date(2022, 11, 28))) == MADE.as_of
    assert stands(home, replace(MADE, as_of=date(2022, 11, 29))) is None


@pytest.mark.parametrize(
    "happened",
    [
        # Taken in by a night that failed afterwards.
        "insert into nights.extract values (date '2022-11-25', 'code', 'inputs')",
        "update nights.extract set inputs = 'delivered again'",
        # The night of the 24th was run again after one of the 25th.
        "insert into nights.night select * replace (date '2022-11-25' as as_of, 'later' as build) from nights.night",
    ],
)
def test_what_the_history_holds_of_tonight_is_not_overlooked(home, happened):
    tonight = replace(MADE, as_of=date(2022, 11, 25), extract_date=date(2022, 11, 25))
    assert stands(home, tonight) == MADE.as_of
    with opened(home / "history.duckdb", for_writing=True) as connection:
        connection.execute(happened)
    assert stands(home, tonight) is None


def test_without_what_it_was_made_of_a_full_night_is_due(home):
    assert stands(home, MADE, build="another") is None
    assert standing(home / "none.duckdb", home / "warehouse.duckdb", BUILD, MADE) is None
    assert standing(home / "history.duckdb", home / "none.duckdb", BUILD, MADE) is None


def test_the_history_knows_whose_figures_an_unchanged_night_published(home):
    tonight = replace(MADE, as_of=date(2022, 11, 25), extract_date=date(2022, 11, 25))
    record_unchanged(home / "history.duckdb", BUILD, "again", tonight)
    record_unchanged(home / "history.duckdb", "again", "third", replace(tonight, as_of=date(2022, 11, 26)))
    with duckdb.connect() as connection, attached(connection, home / "history.duckdb"):
        night = find_night(connection, date(2022, 11, 26))
        assert (night.as_of, night.extract_date, night.build) == (date(2022, 11, 26), date(2022, 11, 25), "third")
        assert (night.figures_as_of, night.figures_extract_date) == (MADE.as_of, MADE.extract_date)
        supplied = connection.execute("select extract_date, records from history.nights.supply order by all").fetchall()
        assert supplied == [(date(2022, 11, 24), 9), (date(2022, 11, 25), 9)]
    assert stands(home, replace(tonight, as_of=date(2022, 11, 27)), build="third") == MADE.as_of
