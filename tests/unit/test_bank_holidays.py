"""The frozen bank holidays are the library's, and the moved and one-off days are right."""

import csv

import pytest

from orchestration.settings import DBT_PROJECT
from scripts.freeze_bank_holidays import bank_holidays

FROZEN = [tuple(row) for row in csv.reader((DBT_PROJECT / "seeds" / "bank_holidays.csv").open(encoding="utf-8"))][1:]
DAYS = {day for day, _ in FROZEN}


def test_the_seed_is_what_the_library_says() -> None:
    assert FROZEN == bank_holidays()
    assert (min(DAYS)[:4], max(DAYS)[:4]) == ("1990", "2060")


@pytest.mark.parametrize(
    "day",
    [
        "1995-05-08",  # early May moved for VE day
        "1999-12-31",
        "2000-01-03",
        "2002-06-03",
        "2002-06-04",
        "2011-04-29",
        "2012-06-04",
        "2012-06-05",
        "2020-05-08",
        "2022-06-02",
        "2022-06-03",
        "2022-09-19",
        "2023-05-08",
    ],
)
def test_moved_and_one_off_days_are_holidays(day: str) -> None:
    assert day in DAYS


@pytest.mark.parametrize("day", ["1995-05-01", "2002-05-27", "2012-05-28", "2020-05-04", "2022-05-30"])
def test_the_days_they_moved_from_are_not(day: str) -> None:
    assert day not in DAYS
