"""What a night takes from the publication before: since when each finding has been seen, and how many there were."""

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from publishing.carried import carry_quality
from schemas.arrow import raw_statements
from schemas.marts import load_marts

NIGHT = date(2022, 11, 30)
FINDING = "'DQ008', 'ssd_cp_visits'"


@pytest.fixture
def home(tmp_path) -> Path:
    """A home with a publication that has no finding yet."""
    for store, folder in (("marts", "published"), ("caseload", "restricted")):
        build = tmp_path / folder / "builds" / "b1"
        build.mkdir(parents=True)
        (tmp_path / folder / "current").symlink_to(Path("builds") / "b1")
        with duckdb.connect(str(build / f"{store}.duckdb")) as connection:
            for mart in load_marts().values():
                if mart.store == store:
                    columns = ", ".join(f'"{column.name}" {column.type}' for column in mart.columns)
                    connection.execute(f"create table {mart.name} ({columns})")
    return tmp_path


def trend(home: Path, *days: date) -> None:
    with duckdb.connect(str(home / "published" / "builds" / "b1" / "marts.duckdb")) as connection:
        for number, day in enumerate(days, 1):
            connection.execute(
                f"insert into data_quality_trend values ({FINDING}, 'quarantine', 'T1', ?, ?)", [day, number]
            )


def seen(home: Path, key: str | None, since: date, as_of: date) -> None:
    with duckdb.connect(str(home / "restricted" / "builds" / "b1" / "caseload.duckdb")) as connection:
        connection.execute(
            "insert into quality_to_mend by name select 'DQ008' as rule_id, 'ssd_cp_visits' as table_name, ? as row_key, "
            "'c1' as child_id, ? as first_seen_on, ? as as_of",
            [key, since, as_of],
        )


def carried(home: Path, as_of: date = NIGHT) -> tuple[list, list]:
    with duckdb.connect() as connection:
        for statement in raw_statements():
            connection.execute(statement)
        carry_quality(connection, home / "published", home / "restricted", as_of)
        return (
            connection.execute("select row_key, first_seen_on from raw.quality_seen order by all").fetchall(),
            connection.execute("select as_of, rows from raw.quality_before order by all").fetchall(),
        )


def test_the_first_night_takes_nothing(tmp_path):
    assert carried(tmp_path) == ([], [])


def test_a_finding_keeps_its_first_day_and_those_without_a_key_the_first_of_them(home):
    seen(home, "v1", date(2022, 5, 1), date(2022, 11, 29))
    seen(home, None, date(2022, 7, 1), date(2022, 11, 29))
    seen(home, None, date(2022, 6, 1), date(2022, 11, 29))
    assert carried(home)[0] == [("v1", date(2022, 5, 1)), (None, date(2022, 6, 1))]


def test_a_publication_of_a_later_date_says_nothing(home):
    seen(home, "v1", date(2022, 11, 1), date(2022, 12, 1))
    trend(home, date(2022, 12, 1))
    assert carried(home) == ([], [])


def test_the_trend_is_the_newest_publication_of_each_of_thirteen_months(home):
    days = [date(2021, 10, 31), date(2021, 11, 15), date(2022, 10, 30), date(2022, 10, 31), NIGHT - timedelta(1)]
    trend(home, *days)
    assert carried(home)[1] == [(day, days.index(day) + 1) for day in (days[1], days[3], days[4])]


def test_the_night_done_again_has_the_same_before_it(home):
    trend(home, date(2022, 10, 31), NIGHT - timedelta(1), NIGHT)
    assert carried(home)[1] == [(date(2022, 10, 31), 1), (NIGHT - timedelta(1), 2)]


def test_a_publication_from_before_there_was_a_trend_still_says_since_when(home):
    seen(home, "v1", date(2022, 5, 1), date(2022, 11, 29))
    with duckdb.connect(str(home / "published" / "builds" / "b1" / "marts.duckdb")) as connection:
        connection.execute("drop table data_quality_trend")
    assert carried(home) == ([("v1", date(2022, 5, 1))], [])
